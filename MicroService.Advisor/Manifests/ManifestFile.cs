namespace MicroService.Advisor.Manifests;

/// <summary>A file of manifests: documents in their order.</summary>
public sealed class ManifestFile
{
    private readonly List<ManifestDocument> _documents;

    /// <summary>A file of these documents.</summary>
    public ManifestFile(string name, IEnumerable<ManifestDocument> documents)
    {
        Name = name;
        _documents = [.. documents];
    }

    /// <summary>The file's name or path, as the caller gave it.</summary>
    public string Name { get; }

    /// <summary>The documents in their order, empty ones included.</summary>
    public IReadOnlyList<ManifestDocument> Documents => _documents;

    /// <summary>True if the file is JSON.</summary>
    public bool IsJson => _documents.Exists(document => document.IsJson);

    /// <summary>
    /// Nodes that were written in other files, with those files' names: an object can be built from several, as kustomize does.
    /// </summary>
    internal Dictionary<Node, string>? Elsewhere { get; init; }

    /// <summary>The name of the file that a node was written in.</summary>
    public string SourceOf(Node node) => Elsewhere?.GetValueOrDefault(node) ?? Name;

    /// <summary>True if the file begins with a byte order mark.</summary>
    internal bool HasByteOrderMark { get; init; }

    /// <summary>Puts a document at the end.</summary>
    public void Add(ManifestDocument document) => _documents.Add(document);

    /// <summary>Takes a document out; false if it is not in here.</summary>
    public bool Remove(ManifestDocument document) => _documents.Remove(document);

    /// <summary>A copy that can be changed without changing this one.</summary>
    public ManifestFile Clone() => new(Name, _documents.Select(document => document.Clone())) { HasByteOrderMark = HasByteOrderMark };
}
