using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MicroService.Advisor.Reading;
using MicroService.Api.Documents;
using MicroService.Api.Pages.Layouts;
using MicroService.Api.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MicroService.Api.Pages.Audits;

/// <summary>Reads the form of an audit (RFC 7578). Its bytes count against the same limits as a document's.</summary>
internal sealed class AuditFormReader(DocumentReader documents, IOptionsMonitor<PageOptions> options)
{
    /// <summary>The most files of a form.</summary>
    public const int MostFiles = 500;

    private const string PastedName = "manifest.yaml";
    private const int LongestName = 255;
    private const int LongestWord = 1024;
    private const int LongestFingerprint = 64;
    // Files of a folder, and the fixes taken of them.
    private const int MostParts = 20_000;
    private const int MostTaken = 2_000;
    // Each line is an element of the page, whatever is in it.
    private const int MostLines = 50_000;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];
    private static readonly ProblemResult NoForm = new(ProblemType.UnsupportedMediaType, "Send the form as multipart/form-data.");
    private static readonly ProblemResult NoFiles = new(ProblemType.BadRequest, "There is nothing to audit: paste manifests, or choose files that end in .yaml, .yml or .json.");
    private static readonly ProblemResult TooLong = new(ProblemType.TooLarge, $"The page shows at most {MostLines:N0} lines. Use the command-line tool microservice.");
    private static readonly ProblemResult TooMany = new(ProblemType.TooLarge, $"A form takes at most {MostFiles:N0} files. Use the command-line tool microservice.");

    /// <summary>The form, or the problem to answer with.</summary>
    public async Task<(AuditForm? Form, ProblemResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 70 } boundary)
        {
            return (null, NoForm);
        }

        var (body, problem) = await documents.ReadFormAsync(request, options.CurrentValue.MaxBytes, cancellationToken).ConfigureAwait(false);
        using (body)
        {
            if (body is null)
            {
                return (null, problem);
            }

            try
            {
                return await ReadPartsAsync(body, boundary.ToString(), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                return (null, new ProblemResult(ProblemType.BadRequest, $"The form cannot be read: {exception.Message}"));
            }
        }
    }

    private static async Task<(AuditForm? Form, ProblemResult? Problem)> ReadPartsAsync(DocumentBody body, string boundary, CancellationToken cancellationToken)
    {
        var parts = new Parts();
        var reader = new MultipartReader(boundary, PipeReader.Create(body.Bytes).AsStream());
        for (var count = 0; await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section; count++)
        {
            if (count == MostParts)
            {
                return (null, TooMany);
            }

            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                using var buffer = new MemoryStream();
                await section.Body.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
                parts.Add(NameIn(disposition.Name), FileNameIn(disposition), buffer.ToArray());
            }
        }

        var form = parts.ToForm();
        return form.Files.Count switch
        {
            0 => (null, NoFiles),
            > MostFiles => (null, TooMany),
            _ when form.Files.Sum(static file => file.Utf8.AsSpan().Count((byte)'\n')) > MostLines => (null, TooLong),
            _ => (form, null),
        };
    }

    // Browsers escape three characters in names (HTML standard, section 4.10.21.8).
    private static string NameIn(StringSegment name) => HeaderUtilities.RemoveQuotes(name).ToString()
        .Replace("%22", "\"", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal).Replace("%0A", "\n", StringComparison.Ordinal);

    private static string? FileNameIn(ContentDispositionHeaderValue disposition) => disposition switch
    {
        { FileNameStar.HasValue: true } => NameIn(disposition.FileNameStar),
        { FileName.HasValue: true } => NameIn(disposition.FileName),
        _ => null,
    };

    /// <summary>What was read so far. A text belongs to the file that was named before it.</summary>
    private sealed class Parts
    {
        private readonly OrderedDictionary<string, bool> _taken = [];
        private readonly List<string> _notes = [];
        private string? _fileName;
        private string _name = "";
        private bool _hasWindowsLines;
        private bool _isPartial;
        private AuditAction _action;

        public List<FormFile> Files { get; } = [];

        public void Add(string field, string? fileName, byte[] bytes)
        {
            switch (field)
            {
                case "upload":
                    AddUpload(fileName ?? "", bytes);
                    break;
                case "file":
                    _fileName = Clean(Word(bytes));
                    break;
                case "lines":
                    _hasWindowsLines = Word(bytes) == "crlf";
                    break;
                case "text":
                    AddText(bytes);
                    break;
                case "name":
                    _name = Visible(Word(bytes));
                    break;
                case "partial":
                    _isPartial = true;
                    break;
                case "taken":
                    Take(bytes);
                    break;
                case "take":
                    Take(bytes);
                    _action = AuditAction.Fix;
                    break;
                case "back":
                    _taken.Remove(Word(bytes));
                    _action = AuditAction.Fix;
                    break;
                case "action":
                    _action = Enum.TryParse<AuditAction>(Word(bytes), ignoreCase: true, out var action) && Enum.IsDefined(action) ? action : AuditAction.Audit;
                    break;
                default:
                    // Other versions of the page may have other fields.
                    break;
            }
        }

        public AuditForm ToForm()
        {
            LeaveOutOthers();
            return new AuditForm
            {
                Files = Files,
                Name = _name.Length > 0 ? _name : Files.Count == 0 ? "" : Files is [var only] ? only.Name : $"{Files[0].Name} and {Files.Count - 1} more",
                IsPartial = _isPartial,
                Taken = [.. _taken.Keys],
                Action = _action,
                Notes = _notes,
            };
        }

        // A folder has other YAML and JSON, too: a chart's values, a pipeline. What was sent alone was meant.
        private void LeaveOutOthers()
        {
            foreach (var file in Files.Count > 1 ? Files.Where(static file => !ManifestText.HasObject(file.Utf8)).ToList() : [])
            {
                Files.Remove(file);
                _notes.Add($"{file.Name} was left out: it has neither apiVersion nor kind, so it is no manifest.");
            }
        }

        private void AddUpload(string path, byte[] bytes)
        {
            var name = Clean(path);
            if (name.Length == 0 && bytes.Length == 0)
            {
                // Browsers send an empty part where no file was chosen.
                return;
            }

            if (!Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
            {
                _notes.Add($"{name} was left out: it is neither YAML nor JSON by its name.");
            }
            else
            {
                var file = new FormFile(Unique(name), bytes);
                Files.Add(file);
                if (file.HasWindowsLines && file.HasUnixLines)
                {
                    _notes.Add($"{name} has lines that end with CR LF and others that end with LF. If you take a fix, all end with CR LF.");
                }
            }
        }

        // Browsers send every line end of a text as CR LF (HTML standard, section 4.10.21.8).
        private void AddText(byte[] bytes)
        {
            if (bytes.AsSpan().ContainsAnyExcept(" \t\r\n"u8))
            {
                Files.Add(new FormFile(Unique(_fileName is { Length: > 0 } named ? named : PastedName), _hasWindowsLines ? bytes : WithoutReturns(bytes)));
            }

            (_fileName, _hasWindowsLines) = (null, false);
        }

        private string Unique(string name)
        {
            var unique = name;
            for (var number = 2; Files.Exists(file => file.Name == unique); number++)
            {
                unique = $"{name[..^Path.GetExtension(name).Length]} ({number}){Path.GetExtension(name)}";
            }

            return unique;
        }

        private static byte[] WithoutReturns(byte[] bytes)
        {
            var lines = new ArrayBufferWriter<byte>(Math.Max(1, bytes.Length));
            var rest = bytes.AsSpan();
            while (rest.IndexOf("\r\n"u8) is >= 0 and var end)
            {
                lines.Write(rest[..end]);
                rest = rest[(end + 1)..];
            }

            lines.Write(rest);
            return lines.WrittenSpan.ToArray();
        }

        // More than the page shows can't have been taken on it.
        private void Take(byte[] bytes)
        {
            if (_taken.Count < MostTaken && bytes.Length <= LongestFingerprint)
            {
                _taken[Word(bytes)] = true;
            }
        }

        private static string Word(byte[] bytes) => Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, LongestWord));

        // A path in a folder, with neither a way out of it nor characters that nobody sees.
        private static string Clean(string path)
        {
            var steps = path.Replace('\\', '/').Split('/').Where(static step => step.Length > 0 && step is not ("." or ".."));
            return Visible(string.Join('/', steps));
        }

        private static string Visible(string text)
        {
            var visible = string.Concat(text.Where(static character => !char.IsControl(character)));
            return visible.Length <= LongestName ? visible : $"{visible.AsSpan(0, char.IsHighSurrogate(visible[LongestName - 2]) ? LongestName - 2 : LongestName - 1)}…";
        }
    }
}
