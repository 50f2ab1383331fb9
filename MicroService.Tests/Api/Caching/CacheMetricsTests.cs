using System.Text.RegularExpressions;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Caching;

public sealed partial class CacheMetricsTests
{
    [Fact]
    public async Task RequestsOfCaches_AreZeroBeforeTheFirst()
    {
        await using var api = await ApiProcess.StartAsync();

        var metrics = await Exposition.ScrapeAsync(api);

        Assert.Equal(
            ["audits hit 0", "audits miss 0", "reads miss 0", "reads stale 0", "sizes hit 0", "sizes miss 0"],
            Request().Matches(metrics.Text).Select(match => $"{match.Groups["cache"]} {match.Groups["result"]} {match.Groups["count"]}").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""^microservice_cache_requests_total\{.*cache="(?<cache>\w+)",result="(?<result>\w+)".*\} (?<count>\d+)""", RegexOptions.Multiline)]
    private static partial Regex Request();
}
