namespace MicroService.Publishing.AppModel;

/// <summary>A value that is provided when the model is run or deployed (<c>parameter.v0</c>).</summary>
/// <param name="Value">Usually <c>{name.inputs.value}</c>.</param>
internal sealed record ParameterResource(string Name, string Type, string Value) : ManifestResource(Name, Type)
{
    public string? ConnectionString { get; init; }

    public override IEnumerable<ManifestExpression> Expressions()
    {
        yield return At(Value, "value");
        if (ConnectionString is not null)
        {
            yield return At(ConnectionString, "connectionString");
        }
    }
}

/// <summary>An input that is provided, generated or defaulted.</summary>
/// <param name="Default">The default value, or null.</param>
/// <param name="Generate">The rule for a generated value, or null.</param>
internal sealed record ParameterInput(string Name, bool Secret, string? Default, GeneratedValue? Generate);

/// <summary>The rule for a generated value: its length and characters (schema: <c>default.generate</c>).</summary>
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
