namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>A reference to a member of a resource: <c>{resource.path.path}</c>.</summary>
/// <param name="Text">The reference as written, braces included.</param>
internal sealed record ReferencePart(string Text, string Resource, IReadOnlyList<string> Path) : ExpressionPart
{
    /// <summary>What of the resource is meant: <c>bindings</c>, <c>connectionString</c>, <c>value</c>, <c>inputs</c>, …</summary>
    public string Member => Path[0];

    /// <summary>Resource and path without the braces, the key of cycles.</summary>
    public string Key => Text[1..^1];
}
