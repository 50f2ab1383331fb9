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

/// <summary>One value to ask for, generate or default.</summary>
/// <param name="Default">The value where nobody gives one, or null.</param>
/// <param name="Generate">How to make one where nobody gives one, or null.</param>
internal sealed record ParameterInput(string Name, bool Secret, string? Default, GeneratedValue? Generate);

/// <summary>The rule a generated value keeps: its length and which characters it has (schema: <c>default.generate</c>).</summary>
internal sealed record GeneratedValue(
    int MinLength,
    bool Lower = true,
    bool Upper = true,
    bool Numeric = true,
    bool Special = true,
    int MinLower = 0,
    int MinUpper = 0,
    int MinNumeric = 0,
    int MinSpecial = 0);
