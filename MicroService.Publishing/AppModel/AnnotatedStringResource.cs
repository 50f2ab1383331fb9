namespace MicroService.Publishing.AppModel;

/// <summary>Another value passed through a filter (<c>annotated.string</c>).</summary>
/// <param name="Filter"><c>uri</c>: percent-encoded for use in a URI. No other filter is defined.</param>
internal sealed record AnnotatedStringResource(string Name, string Type, string Value, string Filter) : ManifestResource(Name, Type)
{
    public override IEnumerable<ManifestExpression> Expressions() => [At(Value, "value")];
}
