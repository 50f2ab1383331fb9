using MicroService.Advisor.Objects;

namespace MicroService.Tests.Advisor.Objects;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("250m", "0.25")]
    [InlineData("1.5Gi", "1610612736")]
    [InlineData("64Mi", "67108864")]
    [InlineData("1e3", "1000")]
    [InlineData("1E3", "1000")]
    [InlineData("2E", "2000000000000000000")]
    [InlineData("-1k", "-1000")]
    [InlineData("70000000000000000000000000000", "9223372036854775807")]
    [InlineData(".5", "0.5")]
    public void Text_IsReadAsKubernetesReadsIt(string text, string value)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), quantity.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("64MB")]
    [InlineData("64 Mi")]
    [InlineData("1mi")]
    [InlineData("99999999999999999999Ei")]
    public void Nonsense_IsRefused(string text) => Assert.False(Quantity.TryParse(text, out _));
}
