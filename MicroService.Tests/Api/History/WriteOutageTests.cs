using System.Net;
using System.Text.Json.Nodes;
using MicroService.Tests.Databases;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;
using Npgsql;

namespace MicroService.Tests.Api.History;

/// <summary>What callers and operators see of a history that answers reads and takes no writes.</summary>
public sealed class WriteOutageTests
{
    private const string Audits = "/v1/audits";

    // More than the breaker needs to open.
    private const int ManyWrites = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DatabaseThatIsReadOnlyForAWhile_DegradesAndTakesWritesAgainWithinSeconds()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await StartAsync(database);
        await SubmitAsync(api, HttpStatusCode.Created);

        await SetReadOnlyAsync(postgres, database, isReadOnly: true);
        await WaitForAsync(api, "Degraded", "the database is read-only");
        await SubmitAsync(api, HttpStatusCode.ServiceUnavailable);
        await AssertReadsAreFreshAsync(api);

        // The sessions in the pool began while the database was read-only, and stay so; idle ones live for five minutes.
        await SetReadOnlyAsync(postgres, database, isReadOnly: false);
        await WaitForAsync(api, "Healthy", error: null);
        await SubmitUntilCreatedAsync(api);
    }

    [Fact]
    public async Task FullDiskOfTheServer_DegradesAndLeavesReadsFreshUntilThereIsRoom()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await StartAsync(database);
        await SubmitAsync(api, HttpStatusCode.Created);

        // What the server says when it cannot extend a file.
        await postgres.ExecuteAsync(
            """
            create function fill() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
            create trigger fill before insert on audits execute function fill();
            """,
            NameOf(database));
        for (var write = 0; write < ManyWrites; write++)
        {
            await SubmitAsync(api, HttpStatusCode.ServiceUnavailable);
            await AssertReadsAreFreshAsync(api);
        }

        await WaitForAsync(api, "Degraded", "PostgresException: SQLSTATE 53100");
        var metrics = await Exposition.ScrapeAsync(api);
        Assert.True(metrics.Sum("dependency_rejections_total", "dependency=\"history-writes\"", "reason=\"breaker\"") > 0, "The breaker of writes did not open.");
        Assert.Equal(0, metrics.Sum("dependency_rejections_total", "dependency=\"history\"", "reason=\"breaker\""));

        // Nobody writes any more, so that it is the check that finds out.
        await postgres.ExecuteAsync("drop trigger fill on audits", NameOf(database));
        await WaitForAsync(api, "Healthy", error: null);
        await SubmitUntilCreatedAsync(api);
    }

    [Fact]
    public async Task FullDiskOfAFile_DegradesAndLeavesReadsFreshUntilThereIsRoom()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-full-");
        try
        {
            string[] wrapper =
            [
                "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                "mount -t tmpfs -o size=8m tmpfs \"$0\" && head -c 7000000 /dev/zero > \"$0/filler\" && exec \"$@\"", folder.FullName,
            ];
            var trial = await ChildProcess.RunAsync(wrapper[0], [.. wrapper[1..], "true"]);
            Assert.SkipUnless(trial.ExitCode == 0, "A small disk cannot be mounted here, so nothing was tested on a full one.");
            await using var api = await StartAsync($"Data Source={folder.FullName}/history.db", ServiceProgram.Api with { Wrapper = wrapper });
            await SubmitUntilAsync(api, HttpStatusCode.ServiceUnavailable);

            await WaitForAsync(api, "Degraded", "SqliteException: error 13");
            await AssertReadsAreFreshAsync(api);

            File.Delete($"/proc/{api.Process.Id}/root{folder.FullName}/filler");
            await WaitForAsync(api, "Healthy", error: null);
            await SubmitUntilCreatedAsync(api);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ReadOnlyFile_ServesReadsAndSaysThatItTakesNoWrites()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-read-only-");
        try
        {
            var file = $"Data Source={Path.Combine(folder.FullName, "history.db")}";
            await using (var writer = await StartAsync(file))
            {
                await SubmitAsync(writer, HttpStatusCode.Created);
            }

            await using var api = ApiProcess.Launch(new Dictionary<string, string>
            {
                ["ConnectionStrings__history"] = file + ";Mode=ReadOnly",
                ["Health__Readiness__history-writes"] = "Optional",
                ["Health__CheckTimeout"] = "30s",
            });
            await api.WaitForReadyAsync();

            await WaitForAsync(api, "Degraded", "the database is read-only");
            await SubmitAsync(api, HttpStatusCode.ServiceUnavailable);
            await AssertReadsAreFreshAsync(api);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task DiskWithLittleRoom_DegradesBeforeItIsFull()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["History__MinFreeBytes"] = $"{1L << 40}", ["Health__CheckTimeout"] = "30s" });

        var disk = await DependencyAsync(api, "disk");

        Assert.Equal("Degraded", (string?)disk["status"]);
        Assert.EndsWith("MiB free, less than History:MinFreeBytes", (string?)disk["error"], StringComparison.Ordinal);
    }

    private static Task<ApiProcess> StartAsync(string database, ServiceProgram? program = null) => ApiProcess.StartAsync(
        new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = database,
            ["Health__CheckTimeout"] = "30s",
            ["Health__CacheDuration"] = "100ms",
            // On a busy machine a slow answer must not look like an outage.
            ["Resilience__history__TotalTimeout"] = "60s",
            ["Resilience__history__AttemptTimeout"] = "30s",
            ["Resilience__history__BreakerSampling"] = "60s",
        },
        program: program);

    private static string NameOf(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    // Sessions that are there learn nothing of it, so they end, as they do in a failover.
    private static async Task SetReadOnlyAsync(PostgresServer postgres, string database, bool isReadOnly)
    {
        await postgres.ExecuteAsync($"alter database {NameOf(database)} set default_transaction_read_only = {(isReadOnly ? "on" : "off")}");
        if (isReadOnly)
        {
            await postgres.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{NameOf(database)}'");
        }
    }

    private static async Task SubmitAsync(ApiProcess api, HttpStatusCode expected)
    {
        using var answer = await api.Api.SubmitAsync(Audits, Manifests.Body(Manifests.Careless));
        Assert.Equal(expected, answer.StatusCode);
    }

    private static Task SubmitUntilCreatedAsync(ApiProcess api) => SubmitUntilAsync(api, HttpStatusCode.Created);

    private static Task SubmitUntilAsync(ApiProcess api, HttpStatusCode expected) => Calls.UntilAsync(
        async () =>
        {
            using var answer = await api.Api.SubmitAsync(Audits, Manifests.Body(Manifests.Careless));
            return answer.StatusCode == expected;
        },
        $"No write was answered with {expected}.");

    private static async Task AssertReadsAreFreshAsync(ApiProcess api)
    {
        using var list = await api.Api.AskAsync(Audits);
        Assert.Equal((HttpStatusCode.OK, false), (list.StatusCode, list.Headers.Contains("X-Stale")));
    }

    private static async Task WaitForAsync(ApiProcess api, string status, string? error)
    {
        JsonNode? writes = null;
        await Calls.UntilAsync(
            async () =>
            {
                writes = await DependencyAsync(api, "history-writes");
                return (string?)writes["status"] == status && (error is null || (string?)writes["error"] == error);
            },
            $"Writes did not become {status} ({error}).");
    }

    private static async Task<JsonNode> DependencyAsync(ApiProcess api, string name)
    {
        using var ready = await api.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        return Assert.Single((await ready.JsonAsync())["dependencies"]!.AsArray(), entry => (string?)entry!["name"] == name)!;
    }
}
