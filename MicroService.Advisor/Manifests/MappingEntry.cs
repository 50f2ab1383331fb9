namespace MicroService.Advisor.Manifests;

/// <summary>A key and its value in a <see cref="MappingNode"/>.</summary>
public sealed class MappingEntry
{
    internal MappingEntry(ScalarNode key, Node value, bool isMerged = false)
    {
        Key = key;
        Value = value;
        IsMerged = isMerged;
    }

    /// <summary>The key, with its place in the file, as the API server reads it: <c>on</c> without quotes is <c>true</c>.</summary>
    public ScalarNode Key { get; internal set; }

    /// <summary>The value.</summary>
    public Node Value { get; internal set; }

    /// <summary>The field that a misspelt key most likely means, by which the entry is found, too; null if the key means itself.</summary>
    internal string? Meant { get; set; }

    /// <summary>True if the entry comes from a merge key (<c>&lt;&lt;: *anchor</c>) and so is not written here.</summary>
    public bool IsMerged { get; }
}
