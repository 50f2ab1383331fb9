namespace MicroService.Publishing.AppModel;

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
