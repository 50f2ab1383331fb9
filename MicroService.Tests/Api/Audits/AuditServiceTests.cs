using System.Net;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Audits;

public sealed class AuditServiceTests(SharedPostgres postgres)
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task KeptAudit_IsFoundAfterARestart(string engine)
    {
        var folder = Directory.CreateTempSubdirectory("microservice-restart-");
        try
        {
            var environment = engine == "SQLite"
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync() };
            string report;
            string location;
            await using (var api = await ApiProcess.StartAsync(environment, folder.FullName))
            {
                using var created = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
                Assert.Equal(HttpStatusCode.Created, created.StatusCode);
                (report, location) = (await created.TextAsync(), created.Headers.Location!.ToString());
                Assert.Equal(0, await api.StopAsync());
            }

            await using var restarted = await ApiProcess.StartAsync(environment, folder.FullName);
            using var found = await restarted.Api.AskAsync(location);

            Assert.Equal(report, await found.TextAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task DatabaseThatGoesDown_IsAProblemUntilItIsBack()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = await server.CreateDatabaseAsync(),
            ["Health__CacheDuration"] = "0s",
            // Readiness does not wait for the breaker to close again.
            ["Resilience__history__BreakerMinimumThroughput"] = "90",
        });
        using var before = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));

        await server.StopAsync();
        using var during = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        await server.StartAsync();
        await api.WaitForReadyAsync();
        using var after = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (before.StatusCode, after.StatusCode));
        await during.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotNull(during.Headers.RetryAfter);
    }

    [Fact]
    public async Task FullLine_SendsCallersAwayWithAProblem()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Documents__Concurrency"] = "1", ["Documents__Queue"] = "0" });
        var documents = Enumerable.Range(0, 16).Select(i => string.Join("\n---\n", Enumerable.Repeat($"# {i}\n{Manifests.Careless}", 200))).ToArray();

        var responses = await Task.WhenAll(documents.Select(document => api.Api.SubmitAsync("/v1/audits", Manifests.Body(document))));

        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.Created);
        var away = responses.Where(response => response.StatusCode != HttpStatusCode.Created).ToList();
        Assert.NotEmpty(away);
        foreach (var response in away)
        {
            await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
            Assert.NotNull(response.Headers.RetryAfter);
        }
    }
}
