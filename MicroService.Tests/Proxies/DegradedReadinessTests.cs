using System.Net;
using System.Text.Json.Nodes;
using MicroService.Tests.Api;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Proxies;

public sealed class DegradedReadinessTests
{
    private const string Audits = "/v1/audits";
    private const string Fixes = "/v1/fixes";
    private const string Rules = "/v1/rules";

    [Fact]
    public async Task DatabaseThatIsDown_LeavesEveryInstanceBehindTheProxy()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync(),
            ["Authentication__AllowAnonymous"] = "true",
            ["Server__Address"] = "127.0.0.1",
        };
        await using var first = new ProxiedInstance("first", ServiceProgram.Api, settings);
        await using var second = new ProxiedInstance("second", ServiceProgram.Api, settings);
        await using var proxy = await HaproxyServer.StartAsync([first, second]);
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await proxy.WaitForAsync(first, isUp: true);
        await proxy.WaitForAsync(second, isUp: true);
        using var client = new HttpClient { BaseAddress = proxy.Http1 };
        using var created = await client.SubmitAsync(Audits, Manifests.Body(Manifests.Careless));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var audit = created.Headers.Location!.ToString();
        await ReadAtEachAsync(audit, first, second);

        await postgres.StopAsync();
        await Calls.UntilAsync(async () => await AreDegradedAsync(first) && await AreDegradedAsync(second), "The instances did not degrade.");

        // Each of the two has its turn.
        for (var turn = 0; turn < 4; turn++)
        {
            await AssertStaleAsync(client, audit);
            await AssertStaleAsync(client, Audits);
            using var rules = await client.AskAsync(Rules);
            using var fixes = await client.SubmitAsync(Fixes, Manifests.Body(Manifests.Careless));
            using var refused = await client.SubmitAsync(Audits, Manifests.Body(Manifests.Careless));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (rules.StatusCode, fixes.StatusCode));
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        }

        await proxy.WaitForAsync(first, isUp: true);
        await proxy.WaitForAsync(second, isUp: true);
        await postgres.StartAsync();
        await Calls.UntilAsync(async () => await IsFreshAsync(client) && await IsFreshAsync(client), "The reads stayed stale.");
        await Calls.UntilAsync(
            async () =>
            {
                using var again = await client.SubmitAsync(Audits, Manifests.Body(Manifests.Careless));
                return again.StatusCode == HttpStatusCode.Created;
            },
            "Audits were not taken again.");
    }

    private static async Task ReadAtEachAsync(string audit, params ProxiedInstance[] instances)
    {
        foreach (var instance in instances)
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{instance.HttpPort}") };
            foreach (var path in (string[])[audit, Audits])
            {
                using var answer = await client.AskAsync(path);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }
    }

    private static async Task<bool> AreDegradedAsync(ProxiedInstance instance)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{instance.ManagementPort}") };
        using var ready = await client.AskAsync("/health/ready");
        var health = JsonNode.Parse(await ready.TextAsync())!;
        return ready.StatusCode == HttpStatusCode.OK && (string?)health["status"] == "Degraded";
    }

    private static async Task AssertStaleAsync(HttpClient client, string path)
    {
        using var answer = await client.AskAsync(path);
        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.Contains("X-Stale")));
    }

    private static async Task<bool> IsFreshAsync(HttpClient client)
    {
        using var answer = await client.AskAsync(Audits);
        return answer.IsSuccessStatusCode && !answer.Headers.Contains("X-Stale");
    }
}
