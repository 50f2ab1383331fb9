using CsCheck;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class DurationTextTests
{
    [Fact]
    public void FormattedDuration_ParsesToTheSame() =>
        Gen.Long[0, 10_000_000].Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)).Sample(duration =>
            DurationText.TryParse(DurationText.Format(duration), out var parsed) && parsed == duration);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2M", 120_000)]
    [InlineData("00:00:05", 5_000)]
    public void KnownForm_IsRead(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.25, "0.25ms")]
    [InlineData(1, "1ms")]
    [InlineData(999, "999ms")]
    [InlineData(1_000, "1s")]
    [InlineData(1_001, "1.001s")]
    [InlineData(59_000, "59s")]
    [InlineData(60_000, "1m")]
    [InlineData(90_000, "1.5m")]
    [InlineData(100_000, "100s")]
    [InlineData(3_600_000, "1h")]
    [InlineData(86_400_000, "24h")]
    public void Duration_IsFormattedInTheLargestUnitThatShowsItExactly(double milliseconds, string formatted) =>
        Assert.Equal(formatted, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void TextAroundADuration_IsSpace()
    {
        Assert.True(DurationText.TryParse(" 5s\n", out var duration));
        Assert.Equal(TimeSpan.FromSeconds(5), duration);
    }

    [Theory]
    [InlineData("7.5")]
    [InlineData("07")]
    [InlineData("5")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 years")]
    [InlineData("1e300h")]
    public void AnythingElse_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));
}
