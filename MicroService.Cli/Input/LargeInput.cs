using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Cli.Input;

/// <summary>
/// Manifests that together are too large to be held at once, such as the export of a cluster: their objects are read one by one, noted, and
/// read again namespace by namespace.
/// </summary>
internal sealed class LargeInput : IObjectSource, IDisposable
{
    private const long MostAhead = 1024 * 1024;
    private const int ObjectsBetweenLooks = 1000;

    private readonly List<Part> _parts = [];
    private readonly List<Entry> _entries = [];
    private readonly List<string> _problems = [];
    private readonly HeapBound _heap = new();
    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private ClusterOutline _outline = new(KubernetesVersion.Newest);

    /// <summary>What could not be read, one line each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The number of objects.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether one report is about everything.</summary>
    public bool IsOneNamespace => _outline.Namespaces.Count == 1;

    /// <summary>Adds a text.</summary>
    /// <param name="name">The file's name in findings.</param>
    /// <param name="text">The text, which this disposes of.</param>
    public void Add(string name, InputText text) => _parts.Add(new Part(name, text));

    /// <summary>Adds what was read elsewhere and is held in memory.</summary>
    public void Add(ManifestFile file) => _parts.Add(new Part(file.Name, null) { File = file });

    /// <summary>Takes note of all objects.</summary>
    public void Note(KubernetesVersion version, CancellationToken cancellationToken)
    {
        // A file that has an object which can't be told apart, or any problem, is read as a whole, which tells what is wrong; then
        // everything begins anew.
        do
        {
            _outline = new ClusterOutline(version);
            _entries.Clear();
            _bytes.Clear();
        }
        while (!_parts.TrueForAll(part => Note(part, cancellationToken)));
    }

    /// <summary>Audits namespace by namespace, a small one while the caller works on the report before it.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public async IAsyncEnumerable<AuditReport> AuditAsync(
        AuditSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var audit = new NamespaceAudit(new Auditor(), _outline, this);
        string[] namespaces = [.. _outline.Namespaces];
        Task<AuditReport>? ahead = null;
        try
        {
            for (var i = 0; i < namespaces.Length; i++)
            {
                var report = ahead is null ? audit.Audit(namespaces[i], settings, cancellationToken) : await ahead.ConfigureAwait(false);
                var next = i + 1 < namespaces.Length && _bytes.GetValueOrDefault(namespaces[i + 1]) <= MostAhead ? namespaces[i + 1] : null;
                ahead = next is null ? null : Task.Run(() => audit.Audit(next, settings, cancellationToken), CancellationToken.None);
                yield return report;
                _heap.Keep();
            }
        }
        finally
        {
            if (ahead is not null)
            {
                // It reads the files that end with this. What became of it no longer matters.
                await Task.WhenAny(ahead).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KubernetesObject> Read(IReadOnlyList<int> numbers)
    {
        var reader = new PieceReader();
        Part? last = null;
        var objects = new KubernetesObject[numbers.Count];
        for (var i = 0; i < objects.Length; i++)
        {
            var entry = _entries[numbers[i]];
            if (last != entry.Part)
            {
                last?.Text?.Close();
                last = entry.Part;
            }

            objects[i] = entry.Held ?? ReadPiece(last, entry.Place, reader)
                ?? throw new IOException($"{last.Name}: The file was changed while it was read.");
        }

        return objects;
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.ForEach(static part => part.Text?.Dispose());

    private bool Note(Part part, CancellationToken cancellationToken)
    {
        if (part.IsRead)
        {
            foreach (var candidate in part.File?.Documents.SelectMany(document => KubernetesObject.In(part.File, document)) ?? [])
            {
                Note(candidate, new Entry(part, default, candidate));
            }

            return true;
        }

        try
        {
            if (NotePieces(part, cancellationToken))
            {
                return true;
            }

            ReadWhole(part);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{part.Name}: {exception.Message}");
        }

        part.IsRead = true;
        return false;
    }

    private void ReadWhole(Part part)
    {
        var bytes = part.Text!.Read(0, (int)Math.Min(part.Text.Length, Array.MaxLength));
        part.Text.Close();
        var reading = new ManifestReader(ManifestLimits.Unshared(bytes.Length)).Read(part.Name, bytes);
        part.File = reading.File;
        _problems.AddRange(reading.Problems.Select(problem => problem.ToString()));
    }

    private bool NotePieces(Part part, CancellationToken cancellationToken)
    {
        var any = false;
        try
        {
            foreach (var piece in Pieces(part))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (piece is not { } place || ReadPiece(part, place, new PieceReader()) is not { } candidate)
                {
                    return false;
                }

                Note(candidate, new Entry(part, place, null));
                any = true;
            }
        }
        catch (JsonException)
        {
            // Reading the whole file tells where.
            return false;
        }

        part.Text!.Close();
        return any;
    }

    private void Note(KubernetesObject candidate, Entry entry)
    {
        _outline.Add(candidate);
        _entries.Add(entry);
        CollectionsMarshal.GetValueRefOrAddDefault(_bytes, candidate.AuditedNamespace, out _) += entry.Place.Length;
        if (_entries.Count % ObjectsBetweenLooks == 0)
        {
            _heap.Keep();
        }
    }

    private static IEnumerable<PiecePlace?> Pieces(Part part)
    {
        Span<byte> head = stackalloc byte[1024];
        head = head[..part.Text!.Read(0, head)];
        var start = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var first = head[start..].IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && head[start + first] is (byte)'{' or (byte)'['
            ? JsonPieces.In(part.Text, start)
            : YamlPieces.In(part.Text, part.Name, start);
    }

    private static KubernetesObject? ReadPiece(Part part, PiecePlace place, PieceReader reader)
    {
        var bytes = part.Text!.Read(place.Offset, place.Length);
        if (place.IsItem)
        {
            bytes[Array.IndexOf(bytes, (byte)'-')] = (byte)' ';
        }

        return reader.Read(new ManifestPiece(part.Name, bytes, place.Start, place.IsJson, place.Type));
    }

    private readonly record struct Entry(Part Part, PiecePlace Place, KubernetesObject? Held);

    private sealed class Part(string name, InputText? text)
    {
        public string Name => name;

        public InputText? Text => text;

        public ManifestFile? File { get; set; }

        public bool IsRead { get; set; } = text is null;
    }
}
