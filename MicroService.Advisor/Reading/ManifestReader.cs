using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reading;

/// <summary>
/// Reads a file of Kubernetes manifests, YAML or JSON. It never throws for what is in the file: it answers with the file
/// or with every problem that it has, in time and memory bounded by <see cref="ManifestLimits"/>.
/// </summary>
public sealed class ManifestReader(ManifestLimits limits)
{
    // Less text is read before another thread has started.
    private const int WorthSharing = 256 * 1024;

    /// <summary>A reader with the usual limits.</summary>
    public ManifestReader()
        : this(new ManifestLimits())
    {
    }

    /// <summary>Reads UTF-8 text.</summary>
    /// <param name="name">The file's name, for problems and findings.</param>
    /// <param name="utf8">The text, with or without a byte order mark. The file keeps it: don't reuse the memory while you use the
    /// file.</param>
    public ManifestReading Read(string name, ReadOnlyMemory<byte> utf8)
    {
        var problems = new ProblemList(name, limits.MaxProblems);
        if (Accept(utf8, problems) is not { } text)
        {
            return new ManifestReading(null, problems.ToList());
        }

        var documents = ReadDocuments(name, text, problems);
        var file = new ManifestFile(name, documents) { HasByteOrderMark = text.Length < utf8.Length };
        if (problems.Count == 0)
        {
            ObjectInspection.Inspect(file, limits, problems);
        }

        return problems.Count == 0 ? new ManifestReading(file, []) : new ManifestReading(null, problems.ToList());
    }

    /// <summary>Reads JSON that holds no Kubernetes objects, such as an app model. The same limits apply.</summary>
    /// <param name="name">The file's name, for problems.</param>
    /// <param name="utf8">The text, with or without a byte order mark. The file keeps it: don't reuse the memory while you use the
    /// file.</param>
    public ManifestReading ReadJson(string name, ReadOnlyMemory<byte> utf8)
    {
        var problems = new ProblemList(name, limits.MaxProblems);
        var documents = Accept(utf8, problems) is { } text
            ? JsonTreeReader.Read(text, limits, new NodeBudget(limits.MaxNodes), problems, refusesRepeatedKeys: true, pool: new TextPool())
            : [];
        return problems.Count == 0 ? new ManifestReading(new ManifestFile(name, documents), []) : new ManifestReading(null, problems.ToList());
    }

    /// <summary>
    /// Reads an object as an API server gives it: JSON, without a place in a file, and without its kind if it comes in a list of one kind.
    /// Its file is called as the object: <c>shop/Deployment/cart</c>.
    /// </summary>
    /// <param name="utf8">The text, which is not kept.</param>
    /// <param name="apiVersion">Group and version, if the object doesn't say so itself.</param>
    /// <param name="kind">The kind, if the object doesn't say so itself.</param>
    public ManifestReading ReadObject(ReadOnlyMemory<byte> utf8, string apiVersion, string kind)
    {
        var problems = new ProblemList(kind, limits.MaxProblems);
        var documents = JsonTreeReader.Read(utf8, limits, new NodeBudget(limits.MaxNodes), problems, hasPlaces: false);
        if (problems.Count > 0 || documents is not [{ Root: { } root }])
        {
            return new ManifestReading(null, problems.ToList());
        }

        if (!root.Has("kind") && !root.Has("apiVersion"))
        {
            root.Set("apiVersion", apiVersion);
            root.Set("kind", kind);
        }

        var (ns, name) = (root.Mapping("metadata")?.Text("namespace"), root.Mapping("metadata")?.Text("name"));
        var file = $"{(ns is null ? "" : $"{ns}/")}{root.Text("kind")}/{name}";
        return new ManifestReading(new ManifestFile(file, [ManifestDocument.Made(root, asJson: true)]), []);
    }

    /// <summary>Reads YAML or JSON that holds no Kubernetes objects, such as a team's settings. The same limits apply.</summary>
    /// <param name="name">The file's name, for problems.</param>
    /// <param name="utf8">The text, with or without a byte order mark. The file keeps it: don't reuse the memory while you use the
    /// file.</param>
    public ManifestReading ReadPlain(string name, ReadOnlyMemory<byte> utf8)
    {
        var problems = new ProblemList(name, limits.MaxProblems);
        var documents = Accept(utf8, problems) is { } text ? ReadDocuments(name, text, problems) : [];
        return problems.Count == 0 ? new ManifestReading(new ManifestFile(name, documents), []) : new ManifestReading(null, problems.ToList());
    }

    // The text without its byte order mark; null if no parser may see it.
    private ReadOnlyMemory<byte>? Accept(ReadOnlyMemory<byte> utf8, ProblemList problems)
    {
        if (utf8.Length > limits.MaxBytes)
        {
            problems.Malformed("too-large", Position.None, $"The file has {utf8.Length:N0} bytes; the limit is {limits.MaxBytes:N0}.");
            return null;
        }

        var text = Utf8Inspection.WithoutByteOrderMark(utf8);
        return Utf8Inspection.Accept(text.Span, problems) ? text : default(ReadOnlyMemory<byte>?);
    }

    private List<ManifestDocument> ReadDocuments(string name, ReadOnlyMemory<byte> text, ProblemList problems)
    {
        if (!LooksLikeJson(text.Span))
        {
            return ReadYaml(text, problems);
        }

        var jsonProblems = new ProblemList(name, limits.MaxProblems);
        var documents = JsonTreeReader.Read(text, limits, new NodeBudget(limits.MaxNodes), jsonProblems);
        if (jsonProblems.Count > 0 && !IsQuotedJson(text.Span))
        {
            // A flow mapping is YAML, too, and a template looks like one.
            return ReadYaml(text, problems);
        }

        problems.AddRange(jsonProblems);
        return documents;
    }

    private List<ManifestDocument> ReadYaml(ReadOnlyMemory<byte> text, ProblemList problems)
    {
        if (limits.MaxWorkers > 1 && text.Length >= WorthSharing && ReadSideBySide(text) is { } read)
        {
            return read;
        }

        var documents = new List<ManifestDocument>();
        var budget = new NodeBudget(limits.MaxNodes);
        var pool = new TextPool();
        foreach (var document in DocumentSplitter.Split(text))
        {
            if (documents.Count == limits.MaxDocuments)
            {
                problems.Malformed("too-many-documents", new Position(document.FirstLine, 1), $"The file has more than {limits.MaxDocuments:N0} documents; split it.");
                break;
            }

            var root = YamlTreeReader.Read(document, limits, budget, pool, problems);
            if (root is not (null or MappingNode))
            {
                problems.Invalid("not-an-object", root.Position, "A manifest is a mapping with apiVersion and kind.");
            }

            documents.Add(new ManifestDocument(root as MappingNode, document.Utf8, isJson: false));
        }

        return documents;
    }

    // Null if there is any problem: what to say of it depends on what was read before, so that one worker tells.
    private List<ManifestDocument>? ReadSideBySide(ReadOnlyMemory<byte> text)
    {
        var parts = DocumentSplitter.Split(text).ToList();
        var documents = new ManifestDocument[parts.Count];
        var nodes = 0L;
        var isDone = parts.Count <= limits.MaxDocuments && Parallel.For(
            0,
            parts.Count,
            new ParallelOptions { MaxDegreeOfParallelism = limits.MaxWorkers },
            static () => new TextPool(),
            (i, state, pool) =>
            {
                var budget = new NodeBudget(limits.MaxNodes);
                var problems = new ProblemList("", 1);
                var root = YamlTreeReader.Read(parts[i], limits, budget, pool, problems);
                documents[i] = new ManifestDocument(root as MappingNode, parts[i].Utf8, isJson: false);
                var taken = Interlocked.Add(ref nodes, limits.MaxNodes - budget.Left);
                if (problems.Count > 0 || root is not (null or MappingNode) || taken > limits.MaxNodes)
                {
                    state.Stop();
                }

                return pool;
            },
            static _ => { }).IsCompleted;
        return isDone ? [.. documents] : null;
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> text)
    {
        var first = text.IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && (text[first] is (byte)'{' or (byte)'[');
    }

    // {"… or {} or [ is JSON's beginning; {name: … and {{ … are YAML's.
    private static bool IsQuotedJson(ReadOnlySpan<byte> text)
    {
        var rest = text[text.IndexOfAnyExcept(" \t\r\n"u8)..];
        var second = rest[1..].IndexOfAnyExcept(" \t\r\n"u8);
        return second < 0 || rest[1 + second] is (byte)'"' or (byte)'}' or (byte)'[' || (rest[0] == '[' && rest[1 + second] == '{');
    }
}
