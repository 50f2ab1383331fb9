using MicroService.Api.Scans;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanOptionsTests
{
    [Fact]
    public void Watch_IsOffByDefault() => Assert.False(Bind().Options.Watch);

    [Fact]
    public void WatchWithoutASchedule_IsRefused()
    {
        Assert.Contains("Scans:Interval is set", Assert.Single(Bind(("Watch", "true")).Problems).ToString(), StringComparison.Ordinal);
        Assert.Empty(Bind(("Watch", "true"), ("Interval", "1h")).Problems);
    }

    [Theory]
    [InlineData("100ms")]
    [InlineData("11m")]
    public void QuietPeriodBeyondItsRange_IsRefused(string period) => Assert.Single(Bind(("WatchQuiet", period)).Problems);

    private static (ScanOptions Options, ConfigurationProblems Problems) Bind(params (string Key, string Value)[] settings)
    {
        var problems = new ConfigurationProblems();
        var reader = new OptionsReader(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static setting => $"Scans:{setting.Key}", static setting => (string?)setting.Value)).Build(),
            ScanOptions.Section,
            new HostingEnvironment(),
            problems);
        return (ScanOptions.Bind(reader), problems);
    }
}
