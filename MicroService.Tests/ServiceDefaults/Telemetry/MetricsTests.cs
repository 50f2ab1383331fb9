using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Telemetry;

public sealed class MetricsTests
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"];

    [Fact]
    public async Task RequestsThatCallersMakeUp_MakeNoSeriesOfTheirOwn()
    {
        await using var api = await ApiProcess.StartAsync();
        await HammerAsync(api, new Random(1), requests: 300);
        var before = await Exposition.ScrapeAsync(api);

        await HammerAsync(api, new Random(2), requests: 300);

        // What the first round left out by chance is one more known method with one more status, not one more per request.
        var added = (await Exposition.ScrapeAsync(api)).Series.Except(before.Series).Where(series => series.StartsWith("http_", StringComparison.Ordinal));
        Assert.All(added, series => Assert.Contains(Methods, method => series.Contains($"\"{method}\"", StringComparison.Ordinal)));
        Assert.InRange(added.Select(Family).Distinct().Count(), 0, Methods.Length);
        Assert.DoesNotContain("madeup", before.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Probe_IsNotCountedAsARequest()
    {
        await using var api = await ApiProcess.StartAsync();

        var exposition = await Exposition.ScrapeAsync(api);

        Assert.DoesNotContain("http_server_request_duration_seconds_count", exposition.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_TurnsTheGaugeOff()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Lifecycle__DrainDelay"] = "1m" });
        var serving = await Exposition.ScrapeAsync(api);

        await api.Process.SignalAsync(ProcessSignal.Term);
        await api.Process.WaitForOutputAsync(line => line.Contains("Draining", StringComparison.Ordinal));

        // Scrapes that follow each other closely share one answer.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal("1", serving.ValueOf("service_ready"));
        while ((await Exposition.ScrapeAsync(api)).ValueOf("service_ready") != "0")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    private static async Task HammerAsync(ApiProcess api, Random random, int requests)
    {
        for (var index = 0; index < requests; index++)
        {
            var madeUp = $"madeup{random.Next()}";
            var method = random.Next(3) == 0 ? $"M{madeUp.ToUpperInvariant()}" : Methods[random.Next(Methods.Length)];
            var path = random.Next(4) switch
            {
                0 => $"/{madeUp}/{madeUp}",
                1 => $"/v1/rules/{madeUp}?{madeUp}={madeUp}",
                2 => $"/v1/audits/{Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(random.Next()))}",
                _ => $"/v1/rules?{madeUp}",
            };
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Host = $"{madeUp}.example";
            request.Headers.TryAddWithoutValidation("User-Agent", madeUp);
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", madeUp);
            using var response = await api.Api.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    // The series without the bucket's bound: a histogram of one combination of labels is many.
    private static string Family(string series) => string.Join(',', series.Split(',').Where(label => !label.Contains("le=", StringComparison.Ordinal))).Split('{')[^1];
}
