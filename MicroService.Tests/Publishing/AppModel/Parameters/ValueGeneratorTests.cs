using CsCheck;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Parameters;

namespace MicroService.Tests.Publishing.AppModel.Parameters;

public sealed class ValueGeneratorTests
{
    private static readonly Gen<GeneratedValue> Rules = Gen.Select(Gen.Int[0, 40], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 5], Gen.Int[0, 5])
        .Select((length, lower, numeric, special, minUpper, minNumeric) => new GeneratedValue(length, lower, Upper: true, numeric, special, MinUpper: minUpper, MinNumeric: minNumeric));

    [Fact]
    public void GeneratedValue_KeepsItsRule() => Rules.Sample(rule =>
    {
        var value = ValueGenerator.Generate(rule);

        Assert.True(value.Length >= rule.MinLength);
        Assert.True(value.Count(char.IsAsciiLetterUpper) >= rule.MinUpper);
        Assert.True(!rule.Numeric || value.Count(char.IsAsciiDigit) >= rule.MinNumeric);
        Assert.True(rule.Lower || !value.Any(char.IsAsciiLetterLower));
        Assert.True(rule.Numeric || !value.Any(char.IsAsciiDigit));
        Assert.True(rule.Special || value.All(char.IsAsciiLetterOrDigit));
    });

    [Fact]
    public void TwoValues_Differ() => Assert.NotEqual(ValueGenerator.Generate(new GeneratedValue(22)), ValueGenerator.Generate(new GeneratedValue(22)));
}
