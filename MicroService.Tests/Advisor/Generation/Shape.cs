namespace MicroService.Tests.Advisor.Generation;

/// <summary>What a generated field is.</summary>
internal abstract record Shape
{
    public static Shape Text { get; } = new ScalarShape("a string");

    public static Shape Flag { get; } = new ScalarShape("true or false");

    public static Shape Integer { get; } = new ScalarShape("a whole number");

    public static Shape IntegerOrText { get; } = new ScalarShape("a whole number or a string");

    public static Shape Amount { get; } = new ScalarShape("a quantity such as 250m or 64Mi");

    public static Shape Labels { get; } = new MapShape(Text);

    public static Shape ListOf(Shape item) => new ListShape(item);

    public static Shape MapOf(Shape value) => new MapShape(value);

    public static ObjectShape Object(params (string Key, Shape Value)[] fields) =>
        new(fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal));

    internal sealed record ScalarShape(string Words) : Shape;

    internal sealed record ListShape(Shape Item) : Shape;

    internal sealed record MapShape(Shape Value) : Shape;

    internal sealed record ObjectShape(IReadOnlyDictionary<string, Shape> Fields) : Shape
    {
        public ObjectShape And(params (string Key, Shape Value)[] fields) =>
            new(Fields.Concat(fields.Select(field => KeyValuePair.Create(field.Key, field.Value))).ToDictionary(StringComparer.Ordinal));
    }
}
