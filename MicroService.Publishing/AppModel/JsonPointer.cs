namespace MicroService.Publishing.AppModel;

/// <summary>A place in a JSON document (RFC 6901).</summary>
internal readonly record struct JsonPointer(string Text)
{
    public static JsonPointer Root { get; } = new(string.Empty);

    public JsonPointer Append(string segment) => new($"{Text}/{segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");

    public JsonPointer Append(int index) => new($"{Text}/{index}");

    public override string ToString() => Text;
}
