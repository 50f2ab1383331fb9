using System.Globalization;
using System.Net;
using System.Text.Json;
using MicroService.Tests.Api;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using Npgsql;

namespace MicroService.Tests.Faults;

/// <summary>The Api with a real PostgreSQL and a real Garnet, each behind a proxy.</summary>
internal sealed class AuditStage : FaultStage
{
    /// <summary>The calls by the names that contracts use.</summary>
    public const string Create = "POST /v1/audits", List = "GET /v1/audits", Seen = "GET /v1/audits/{seen}", Unknown = "GET /v1/audits/{unknown}";

    /// <summary>The dependencies by the names that the service uses.</summary>
    public const string History = "history", Cache = "cache";

    private const string Path = "/v1/audits";
    private const int DifferentDocuments = 40;
    private const int SeenAudits = 4;

    // Long enough for a machine that stops for a moment: it must not be taken for a fault.
    private static readonly TimeSpan HistoryTotal = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan CacheTotal = TimeSpan.FromSeconds(3);

    private readonly PostgresServer _postgres;
    private readonly GarnetServer _garnet;
    private readonly string _database;
    private readonly FaultProxy _historyProxy;
    private readonly FaultProxy _cacheProxy;
    private readonly List<string> _seen = [];
    private long _rows;

    private AuditStage(PostgresServer postgres, string database, GarnetServer garnet, FaultProxy historyProxy, FaultProxy cacheProxy, ApiProcess service)
    {
        (_postgres, _database, _garnet, _historyProxy, _cacheProxy, Service) = (postgres, database, garnet, historyProxy, cacheProxy, service);
        Dependencies = new Dictionary<string, FaultyDependency>
        {
            [History] = new(historyProxy, postgres.KillAsync, postgres.StartAsync, postgres.PauseAsync, postgres.ResumeAsync),
            [Cache] = new(cacheProxy, garnet.StopAsync, garnet.RestartAsync, garnet.PauseAsync, garnet.ResumeAsync),
        };
        Calls =
        [
            new LoadCall(Create, "201", 3, number => new(HttpMethod.Post, Path) { Content = Manifests.Body(Document(number)) }, ExplainAudit),
            new LoadCall(List, "200", 2, _ => new(HttpMethod.Get, $"{Path}?limit=5"), ExplainList),
            new LoadCall(Seen, "200", 2, number => new(HttpMethod.Get, _seen[number % _seen.Count]), ExplainAudit),
            new LoadCall(Unknown, "404", 1, _ => new(HttpMethod.Get, $"{Path}/{Guid.CreateVersion7()}"), (_, _) => "there is no such audit"),
        ];
    }

    public override ApiProcess Service { get; }

    public override IReadOnlyList<LoadCall> Calls { get; }

    public override IReadOnlyDictionary<string, FaultyDependency> Dependencies { get; }

    /// <summary>Starts all of it; skips the running test where a program is missing.</summary>
    public static async Task<AuditStage> StartAsync()
    {
        var started = new Stack<IAsyncDisposable>();
        try
        {
            var garnet = Keep(await GarnetServer.StartNewAsync());
            var postgres = Keep(await PostgresServer.StartNewAsync());
            var historyProxy = Keep(await FaultProxy.StartAsync(postgres.Port));
            var cacheProxy = Keep(await FaultProxy.StartAsync(garnet.Port));
            // What is acknowledged has to outlive a kill: the test's server is lax otherwise.
            var database = await postgres.CreateDatabaseAsync() + ";Options=-c synchronous_commit=on";
            var service = Keep(await ApiProcess.StartAsync(Configure(database, historyProxy, cacheProxy)));
            var stage = new AuditStage(postgres, database, garnet, historyProxy, cacheProxy, service);
            await stage.MeetAsync();
            return stage;
        }
        catch
        {
            while (started.TryPop(out var one))
            {
                await one.DisposeAsync();
            }

            throw;
        }

        T Keep<T>(T one)
            where T : IAsyncDisposable
        {
            started.Push(one);
            return one;
        }
    }

    public override TimeSpan TotalTimeout(string dependency) => dependency == Cache ? CacheTotal : HistoryTotal;

    public override async Task RememberAsync() => _rows = await CountAsync("select count(*) from audits");

    public override async Task<string?> ExplainAsync(IReadOnlyList<LoadAnswer> answers)
    {
        var sent = answers.Count(answer => answer.Call == Create);
        var ids = answers.Select(answer => answer.Location).OfType<string>().Select(location => Guid.Parse(location[(Path.Length + 1)..])).ToArray();
        var kept = await CountAsync("select count(*) from audits where id = any($1)", ids);
        var written = await CountAsync("select count(*) from audits") - _rows;
        return (kept == ids.Length, written <= sent) switch
        {
            (false, _) => $"{ids.Length} audits were acknowledged, {kept} of them are in the history.",
            (_, false) => $"{sent} audits were asked for, {written} were written.",
            _ => null,
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _historyProxy.DisposeAsync();
        await _cacheProxy.DisposeAsync();
        await _postgres.DisposeAsync();
        await _garnet.DisposeAsync();
    }

    private static Dictionary<string, string> Configure(string database, FaultProxy historyProxy, FaultProxy cacheProxy) => new()
    {
        ["ConnectionStrings__history"] = new NpgsqlConnectionStringBuilder(database) { Port = historyProxy.Port }.ConnectionString,
        ["ConnectionStrings__cache"] = $"127.0.0.1:{cacheProxy.Port}",
        ["Resilience__history__TotalTimeout"] = Text(HistoryTotal),
        ["Resilience__history__AttemptTimeout"] = "2500ms",
        ["Resilience__history__Retries"] = "1",
        ["Resilience__history__RetryDelay"] = "50ms",
        ["Resilience__history__BreakerMinimumThroughput"] = "5",
        ["Resilience__history__BreakerSampling"] = "5s",
        ["Resilience__history__BreakerBreak"] = "500ms",
        ["Resilience__cache__TotalTimeout"] = Text(CacheTotal),
        ["Resilience__cache__AttemptTimeout"] = "2500ms",
        ["Resilience__cache__RetryDelay"] = "20ms",
        ["Resilience__cache__BreakerMinimumThroughput"] = "5",
        ["Resilience__cache__BreakerSampling"] = "5s",
        ["Resilience__cache__BreakerBreak"] = "500ms",
        ["Cache__MemoryDuration"] = "1s",
        ["Health__CheckTimeout"] = Text(CheckTimeout),
        ["Health__CacheDuration"] = "200ms",
    };

    private static string Text(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");

    private static string Document(int number) => Manifests.Careless.Replace("cart", $"cart-{number % DifferentDocuments}", StringComparison.Ordinal);

    private static string? ExplainAudit(HttpResponseMessage response, byte[] body) =>
        Explain(response, body, audit => audit.TryGetProperty("id", out var id)
            && (response.Headers.Location ?? response.RequestMessage!.RequestUri!).OriginalString.EndsWith(id.GetString()!, StringComparison.Ordinal)
            && audit.GetProperty("findings").GetArrayLength() > 0);

    private static string? ExplainList(HttpResponseMessage response, byte[] body) =>
        Explain(response, body, list => list.GetProperty("items").GetArrayLength() > 0);

    private static string? Explain(HttpResponseMessage response, byte[] body, Func<JsonElement, bool> isWhole)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var isStale = document.RootElement.TryGetProperty("stale", out var stale) && stale.GetBoolean();
            return (isWhole(document.RootElement), isStale == response.Headers.Contains("X-Stale")) switch
            {
                (false, _) => "it is another document than was asked for",
                (_, false) => "body and header do not agree on whether it is stale",
                _ => null,
            };
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Makes the audits that clients have seen before anything goes wrong.</summary>
    private async Task MeetAsync()
    {
        for (var number = 0; number < SeenAudits; number++)
        {
            using var created = await Service.Api.SubmitAsync(Path, Manifests.Body(Document(number)));
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            _seen.Add(created.Headers.Location!.OriginalString);
        }
    }

    private async Task<long> CountAsync(string sql, params Guid[] ids)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (sql.Contains("$1", StringComparison.Ordinal))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = ids });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }
}
