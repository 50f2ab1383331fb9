using System.Collections.Concurrent;
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
/// read again namespace by namespace, unless there is only one or they are short.
/// </summary>
/// <param name="mostHeld">The most bytes of several namespaces to hold.</param>
internal sealed class LargeInput(long mostHeld) : IObjectSource, IDisposable
{
    private const long MostAhead = 1024 * 1024;
    private const int BytesOfBatch = 512 * 1024;
    private const int ObjectsBetweenLooks = 1000;

    private readonly List<Part> _parts = [];
    private readonly List<Entry> _entries = [];
    private readonly List<string> _problems = [];
    private readonly HeapBound _heap = new();
    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private ClusterOutline _outline = new(KubernetesVersion.Newest);

    // What is short, or of one namespace alone, is held from the start, as an audit would hold it.
    private bool _holds = true;
    private long _length;

    /// <summary>What could not be read, one line each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The number of objects.</summary>
    public int Count => _entries.Count;

    /// <summary>An empty place for findings: a private file or, for what is held anyway, memory where no file can be made.</summary>
    /// <exception cref="PrivateFileException">No file can be made, and there may be too many findings to hold.</exception>
    public Stream OpenStorage()
    {
        try
        {
            return PrivateFile.Open();
        }
        catch (PrivateFileException) when (_length <= mostHeld)
        {
            return new MemoryStream();
        }
    }

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
            (_holds, _length) = (true, 0);
        }
        while (!_parts.TrueForAll(part => Note(part, cancellationToken)));
    }

    /// <summary>
    /// Audits namespace by namespace, with a report for each part of one: the next part, or a small namespace, while the caller works on
    /// the report before it.
    /// </summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public async IAsyncEnumerable<AuditReport> AuditAsync(
        AuditSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reports = Reports(settings, cancellationToken).GetEnumerator();
        Task<bool>? next = null;
        try
        {
            while (await (next ?? NextAsync()).ConfigureAwait(false))
            {
                next = null;
                if (reports.Current is ({ } report, var maySeeNext))
                {
                    next = maySeeNext ? NextAsync() : null;
                    yield return report;
                    _heap.Keep();
                }
            }

            next = null;
        }
        finally
        {
            if (next is not null)
            {
                // It reads the files that end with this. What became of it no longer matters.
                await Task.WhenAny(next).ConfigureAwait(false);
            }
        }

        Task<bool> NextAsync() => Task.Run(reports.MoveNext, CancellationToken.None);
    }

    // With each report, whether it may be held while the next is made; null at the end of a namespace, so that nothing holds its objects.
    private IEnumerable<(AuditReport Report, bool MaySeeNext)?> Reports(AuditSettings settings, CancellationToken cancellationToken)
    {
        var audit = new NamespaceAudit(new Auditor(), _outline, this);
        string[] namespaces = [.. _outline.Namespaces];
        for (var i = 0; i < namespaces.Length; i++)
        {
            var isNextSmall = i + 1 < namespaces.Length && _bytes.GetValueOrDefault(namespaces[i + 1]) <= MostAhead;
            foreach (var report in audit.Audit(namespaces[i], settings, cancellationToken))
            {
                yield return (report, report.IsContinued || isNextSmall);
            }

            if (!isNextSmall)
            {
                yield return null;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KubernetesObject> Read(IReadOnlyList<int> numbers)
    {
        var readers = new ConcurrentBag<PieceReader>();
        var objects = new List<KubernetesObject>(numbers.Count);
        Part? last = null;
        foreach (var batch in Batches(numbers.Select(number => _entries[number])))
        {
            if (last != batch[0].Part)
            {
                last?.Text?.Close();
                last = batch[0].Part;
            }

            objects.AddRange(Read(batch, readers)
                .Select(read => read ?? throw new IOException($"{last.Name}: The file was changed while it was read.")));
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
                Note(candidate, new Entry(part, null, candidate), isMarked: false);
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
        var readers = new ConcurrentBag<PieceReader>();
        try
        {
            foreach (var batch in Batches(Pieces(part).Select(place => new Entry(part, place, null))))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var (candidate, entry) in Read(batch, readers, _outline.Mark).Zip(batch))
                {
                    if (candidate is null)
                    {
                        return false;
                    }

                    Note(candidate, entry, isMarked: true);
                    any = true;
                }

                if (!_holds)
                {
                    // Their texts are of no use to what follows.
                    readers.Clear();
                }
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

    private void Note(KubernetesObject candidate, Entry entry, bool isMarked)
    {
        _outline.Add(candidate, isMarked);
        _entries.Add(_holds ? entry with { Held = candidate } : entry);
        var length = entry.Place?.Length ?? 0;
        _length += length;
        CollectionsMarshal.GetValueRefOrAddDefault(_bytes, candidate.AuditedNamespace, out _) += length;
        if (_holds && _length > mostHeld && _outline.Namespaces.Count > 1)
        {
            _holds = false;
            foreach (ref var noted in CollectionsMarshal.AsSpan(_entries))
            {
                noted = noted.Place is null ? noted : noted with { Held = null };
            }
        }

        if (_entries.Count % ObjectsBetweenLooks == 0)
        {
            _heap.Keep();
        }
    }

    // As many as are worth reading side by side, and few enough to be held.
    private static IEnumerable<List<Entry>> Batches(IEnumerable<Entry> entries)
    {
        var batch = new List<Entry>();
        var bytes = 0L;
        foreach (var entry in entries)
        {
            if (batch.Count > 0 && (bytes >= BytesOfBatch || entry.Part != batch[0].Part))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(entry);
            bytes += entry.Place?.Length ?? 0;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    // Null for what can't be read by itself. Each object is shown to the action where it was read.
    private static KubernetesObject?[] Read(List<Entry> batch, ConcurrentBag<PieceReader> readers, Action<KubernetesObject>? show = null)
    {
        var pieces = batch
            .Select(static entry => entry.Held is null && entry.Place is { } place ? PieceAt(entry.Part, place) : null).ToArray();
        var objects = new KubernetesObject?[pieces.Length];
        Parallel.For(
            0,
            pieces.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => readers.TryTake(out var reader) ? reader : new PieceReader(),
            (i, _, reader) =>
            {
                objects[i] = batch[i].Held ?? (pieces[i] is { } piece ? reader.Read(piece) : null);
                if (objects[i] is { } candidate)
                {
                    show?.Invoke(candidate);
                }

                return reader;
            },
            readers.Add);
        return objects;
    }

    private static ManifestPiece PieceAt(Part part, PiecePlace place)
    {
        var bytes = part.Text!.Read(place.Offset, place.Length);
        if (place.IsItem)
        {
            bytes[Array.IndexOf(bytes, (byte)'-')] = (byte)' ';
        }

        return new ManifestPiece(part.Name, bytes, place.Start, place.IsJson, place.Type);
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

    // Of what was read elsewhere there is the object alone.
    private readonly record struct Entry(Part Part, PiecePlace? Place, KubernetesObject? Held);

    private sealed class Part(string name, InputText? text)
    {
        public string Name => name;

        public InputText? Text => text;

        public ManifestFile? File { get; set; }

        public bool IsRead { get; set; } = text is null;
    }
}
