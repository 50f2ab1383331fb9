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
    [InlineData("5")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 years")]
    [InlineData("1e300h")]
    public void AnythingElse_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));
}
