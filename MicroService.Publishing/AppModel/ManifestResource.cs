namespace MicroService.Publishing.AppModel;

/// <summary>One entry of <c>resources</c>.</summary>
/// <param name="Name">The key of the entry.</param>
/// <param name="Type">The entry's <c>type</c>, such as <c>container.v1</c>; empty where the entry has none.</param>
internal abstract record ManifestResource(string Name, string Type)
{
    /// <summary>Where the entry is in the manifest (RFC 6901).</summary>
    public string Pointer => JsonPointer.Root.Append("resources").Append(Name).ToString();

    /// <summary>Every string of the entry that may hold expressions, with where it is.</summary>
    public virtual IEnumerable<ManifestExpression> Expressions() => [];

    protected ManifestExpression At(string text, params ReadOnlySpan<string> path)
    {
        var pointer = JsonPointer.Root.Append("resources").Append(Name);
        foreach (var segment in path)
        {
            pointer = pointer.Append(segment);
        }

        return new ManifestExpression(pointer.ToString(), text);
    }
}
