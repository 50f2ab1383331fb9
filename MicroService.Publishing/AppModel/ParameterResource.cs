namespace MicroService.Publishing.AppModel;

/// <summary>A value that whoever runs or deploys the model provides (<c>parameter.v0</c>).</summary>
/// <param name="Value">Usually <c>{name.inputs.value}</c>.</param>
internal sealed record ParameterResource(string Name, string Type, string Value) : ManifestResource(Name, Type)
{
    public string? ConnectionString { get; init; }

    public IReadOnlyList<ParameterInput> Inputs { get; init; } = [];

    public ParameterInput? FindInput(string name) => Inputs.FirstOrDefault(input => input.Name == name);

    public override IEnumerable<ManifestExpression> Expressions()
    {
        yield return At(Value, "value");
        if (ConnectionString is not null)
        {
            yield return At(ConnectionString, "connectionString");
        }
    }
}
