using System.Text;

namespace MicroService.Advisor.Manifests;

/// <summary>One document of a file: its tree, and the text that it was read from.</summary>
public sealed class ManifestDocument
{
    private readonly ReadOnlyMemory<byte> _utf8;

    internal ManifestDocument(MappingNode? root, ReadOnlyMemory<byte> utf8, bool isJson)
    {
        Root = root;
        _utf8 = utf8;
        IsJson = isJson;
    }

    /// <summary>The tree; null for a document of nothing but comments.</summary>
    public MappingNode? Root { get; }

    /// <summary>True if the document was read as JSON and so is printed as JSON.</summary>
    public bool IsJson { get; }

    /// <summary>The length in bytes of the text that the document was read from.</summary>
    public int Length => _utf8.Length;

    /// <summary>The text that the document was read from, separator line included; empty for a document that was made.</summary>
    internal string Text => Encoding.UTF8.GetString(_utf8.Span);

    /// <summary>True for a document that was made, not read.</summary>
    internal bool IsMade => _utf8.IsEmpty && Root is not null;

    /// <summary>A document that was made, not read.</summary>
    public static ManifestDocument Made(MappingNode root, bool asJson = false) => new(root, default, asJson);

    /// <summary>The document with another tree, a changed copy of its own.</summary>
    internal ManifestDocument With(MappingNode root) => new(root, _utf8, IsJson);

    /// <summary>A copy that can be changed without changing this one.</summary>
    public ManifestDocument Clone() => new((MappingNode?)Root?.Clone(), _utf8, IsJson);
}
