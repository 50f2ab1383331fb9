using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Databases;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Problems;

public sealed class OutageLogTests
{
    private const int Requests = 2000;

    [Fact]
    public async Task OutageUnderLoad_IsLoggedAsAChangeAndCounted()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync() });
        await postgres.StopAsync();
        var before = api.Process.Output.Count;

        var statuses = new HttpStatusCode[Requests];
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            using var answer = number % 2 == 0 ? await api.Api.AskAsync("/v1/audits") : await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
            statuses[number] = answer.StatusCode;
        });

        Assert.All(statuses, static status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        string[] lines = [.. api.Process.Output.Skip(before)];
        var log = string.Join('\n', lines);
        Assert.True(Encoding.UTF8.GetByteCount(log) < 100_000, log[..Math.Min(log.Length, 20_000)]);
        // None where the breaker opens before a call has made all its attempts.
        Assert.InRange(lines.Count(static line => JsonElement.Parse(line).TryGetProperty("exception", out _)), 0, 8);
        Assert.Contains("The breaker of history opened", log, StringComparison.Ordinal);
        Assert.Contains("The breaker of history-writes opened", log, StringComparison.Ordinal);
        var metrics = await Exposition.ScrapeAsync(api);
        var counted = metrics.Sum("dependency_call_duration_seconds_count") - metrics.Sum("dependency_call_duration_seconds_count", "outcome=\"success\"");
        Assert.Equal(Requests, counted);
    }

    [Fact]
    public async Task AuthorityThatIsDown_IsNotLoggedForEachRequest()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: true);
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["Authentication__Authority"] = $"https://localhost:{LoopbackPorts.Next()}/" });
        api.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", authority.Key.Sign(authority.Issuer));
        var before = api.Process.Output.Count;

        for (var number = 0; number < 100; number++)
        {
            using var answer = await api.Api.AskAsync("/v1/rules");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        string[] lines = [.. api.Process.Output.Skip(before)];
        Assert.InRange(lines.Count(static line => JsonElement.Parse(line).TryGetProperty("exception", out _)), 1, 8);
        Assert.InRange(lines.Sum(static line => line.Length), 1, 100_000);
    }
}
