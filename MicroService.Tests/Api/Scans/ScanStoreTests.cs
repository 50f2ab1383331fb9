using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.History;
using MicroService.Api.Scans;
using MicroService.Api.Workloads;
using MicroService.ServiceDefaults.Resilience;
using MicroService.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Api.Scans;

/// <summary>What every engine must do alike with scans.</summary>
public abstract class ScanStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditCaller Anyone = new("", ReadsAll: true);

    private readonly FakeTimeProvider _time = new(Noon);
    private HistoryEngine? _engine;
    private HistoryCalls _calls = null!;
    private AuditHistory? _history;
    private ScanStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scan_IsFoundAsItWas()
    {
        var scan = Scan(Noon) with { Scope = ["billing", "shop"], Failure = "why", NotRead = [new UnreadKind("pods", ["shop"], "no", ["a"])] };
        await _store.AddAsync(scan, Cancellation);
        await _store.AddAsync(scan, Cancellation);

        var found = await _store.FindAsync(Anyone, scan.Id, Cancellation);

        Assert.Equal(scan with { NotRead = [], Scope = [] }, found! with { NotRead = [], Scope = [] });
        Assert.Equal(scan.Scope, found.Scope);
        Assert.Equal("pods", Assert.Single(found.NotRead).Kind);
    }

    [Fact]
    public async Task PartAddedTwice_IsThereOnceAndCountsOnce()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 250);
        var size = await _store.MeasureAsync(Cancellation);
        await _store.AddPartAsync(scan, Part("shop", 250), Cancellation);

        Assert.Equal(size, await _store.MeasureAsync(Cancellation));
        var (result, length, _, fields, _) = Assert.Single(await _store.ResultsAsync(scan.Id, Cancellation));
        Assert.Equal(("shop", 250, 1000, 500), (result.Namespace, result.Workloads, length, fields));
        Assert.Equal(Part("shop", 250).Report, await _store.ReadReportAsync(scan.Id, "shop", Cancellation));
        Assert.Equal(Part("shop", 250).Fields, await _store.ReadFieldsAsync(scan.Id, "shop", Cancellation));
    }

    [Fact]
    public async Task PartThatIsReplaced_CountsAsItIs()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 250);
        await _store.AddPartAsync(scan, Part("billing", 2), Cancellation);
        var fresh = new FreshScanStore(_calls);
        var size = await _store.MeasureAsync(Cancellation);

        Assert.True(await fresh.ReplaceAsync(scan with { Score = 7 }, "shop", Part("shop", 3), term: 0, Cancellation));
        Assert.Equal(7, (await _store.FindAsync(Anyone, scan.Id, Cancellation))!.Score);
        Assert.Equal(Part("shop", 3).Report, await _store.ReadReportAsync(scan.Id, "shop", Cancellation));
        Assert.True((await _store.MeasureAsync(Cancellation)).Bytes < size.Bytes);

        Assert.True(await fresh.ReplaceAsync(scan, "shop", Part("shop", 250), term: 0, Cancellation));
        Assert.Equal(size, await _store.MeasureAsync(Cancellation));
        Assert.Equal([("billing", 2), ("shop", 250)], (await _store.ResultsAsync(scan.Id, Cancellation)).Select(part => (part.Result.Namespace!, part.Result.Workloads)));
    }

    [Fact]
    public async Task PartThatIsGone_LeavesNothing()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 1);
        var size = await _store.MeasureAsync(Cancellation);
        await _store.AddPartAsync(scan, Part("billing", 2), Cancellation);

        Assert.True(await new FreshScanStore(_calls).ReplaceAsync(scan, "billing", null, term: 0, Cancellation));

        Assert.Equal(size, await _store.MeasureAsync(Cancellation));
        Assert.Equal("shop", Assert.Single(await _store.ResultsAsync(scan.Id, Cancellation)).Result.Namespace);
        Assert.False(await new FreshScanStore(_calls).ReplaceAsync(Scan(Noon.AddMinutes(1)), "billing", null, term: 0, Cancellation));
    }

    [Fact]
    public async Task PlaceOfTheWatches_IsFoundAsItWas()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 1);
        var fresh = new FreshScanStore(_calls);
        Assert.Null(await fresh.FindAsync(scan.Id, Cancellation));
        var watch = new WatchRecord(
            "https://here", true, [new("pods", "v1", null, "12"), new("pods", "v1", "shop", "7")], [new("configmaps", null, "no")], new Dictionary<string, Score> { [""] = new(3, 4, true) }, "rules");

        Assert.True(await fresh.KeepAsync(scan.Id, watch, term: 0, Cancellation));

        var found = (await fresh.FindAsync(scan.Id, Cancellation))!;
        Assert.Equal(("https://here", true, "rules"), (found.Server, found.ReadsSecrets, found.Ruleset));
        Assert.Equal(watch.Points, found.Points);
        Assert.Equal(watch.NotWatched, found.NotWatched);
        Assert.Equal(watch.Scores, found.Scores);
        Assert.False(await fresh.KeepAsync(AuditId.Create(Noon), watch, term: 0, Cancellation));
    }

    [Fact]
    public async Task ReplicaThatLostTheLease_WritesNothingMore()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 3);
        var fresh = new FreshScanStore(_calls);
        Assert.True(await fresh.ClaimAsync(scan.Id, term: 4, Cancellation));
        Assert.True(await fresh.ReplaceAsync(scan with { Score = 40 }, "shop", Part("shop", 4), term: 4, Cancellation));

        Assert.True(await fresh.ClaimAsync(scan.Id, term: 5, Cancellation));

        Assert.False(await fresh.ReplaceAsync(scan with { Score = 41 }, "shop", Part("shop", 1), term: 4, Cancellation));
        Assert.False(await fresh.UpdateAsync(scan with { Score = 41 }, term: 4, Cancellation));
        Assert.False(await fresh.KeepAsync(scan.Id, Watch, term: 4, Cancellation));
        Assert.False(await fresh.ClaimAsync(scan.Id, term: 4, Cancellation));
        Assert.Equal(40, (await _store.FindAsync(Anyone, scan.Id, Cancellation))!.Score);
        Assert.Equal(4, Assert.Single(await _store.ResultsAsync(scan.Id, Cancellation)).Result.Workloads);
        Assert.True(await fresh.ReplaceAsync(scan with { Score = 50 }, "shop", Part("shop", 5), term: 5, Cancellation));
        Assert.True(await fresh.UpdateAsync(scan with { Score = 51 }, term: 5, Cancellation));
        Assert.True(await fresh.KeepAsync(scan.Id, Watch, term: 5, Cancellation));
    }

    [Fact]
    public async Task ReplicasThatWriteAtTheSameTime_EndWithWhatTheOneWithTheLeaseWrote()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 3);
        var fresh = new FreshScanStore(_calls);
        for (var term = 1; term <= 10; term++)
        {
            var (before, now) = (term - 1, term);

            await Task.WhenAll(
                fresh.ReplaceAsync(scan with { Score = before }, "shop", Part("shop", 1), before, Cancellation),
                Task.Run(
                    async () =>
                    {
                        Assert.True(await fresh.ClaimAsync(scan.Id, now, Cancellation));
                        Assert.True(await fresh.ReplaceAsync(scan with { Score = now }, "shop", Part("shop", 2), now, Cancellation));
                    },
                    Cancellation));

            Assert.Equal(now, (await _store.FindAsync(Anyone, scan.Id, Cancellation))!.Score);
            Assert.Equal(2, Assert.Single(await _store.ResultsAsync(scan.Id, Cancellation)).Result.Workloads);
        }
    }

    [Fact]
    public async Task ScanThatIsSuperseded_IsWrittenNoMore()
    {
        var earlier = Scan(Noon) with { Origin = ScanOrigin.Schedule };
        var other = Scan(Noon.AddSeconds(1));
        var later = Scan(Noon.AddMinutes(1)) with { Origin = ScanOrigin.Schedule };
        var fresh = new FreshScanStore(_calls);
        foreach (var scan in new[] { earlier, other, later })
        {
            await _store.AddAsync(scan, Cancellation);
            Assert.True(await fresh.KeepAsync(scan.Id, Watch, term: 1, Cancellation));
        }

        Assert.True(await fresh.ClaimAsync(later.Id, term: 2, Cancellation));

        Assert.Null(await fresh.FindAsync(earlier.Id, Cancellation));
        Assert.NotNull(await fresh.FindAsync(other.Id, Cancellation));
        Assert.NotNull(await fresh.FindAsync(later.Id, Cancellation));
        Assert.False(await fresh.KeepAsync(earlier.Id, Watch, term: 1, Cancellation));
        Assert.False(await fresh.ReplaceAsync(earlier, "shop", Part("shop", 1), term: 1, Cancellation));
    }

    [Fact]
    public async Task PartOfADeletedScan_IsNotKept()
    {
        var scan = await AddAsync(Noon, "shop", workloads: 1);

        Assert.False(await _store.DeleteAsync(scan.Id, "somebody else", Cancellation));
        Assert.True(await _store.DeleteAsync(scan.Id, scan.Owner, Cancellation));

        Assert.False(await _store.AddPartAsync(scan, Part("billing", 1), Cancellation));
        Assert.False(await _store.UpdateAsync(scan, Cancellation));
        Assert.Empty(await _store.ResultsAsync(scan.Id, Cancellation));
        Assert.Equal((0L, 0L), await _store.MeasureAsync(Cancellation));
    }

    [Fact]
    public async Task ScanThatNobodyWorksOn_HasFailed()
    {
        var scan = Scan(Noon) with { Status = ScanStatus.Running };
        await _store.AddAsync(scan, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(100));
        await _store.TouchAsync([scan.Id], Cancellation);
        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(ScanStatus.Running, (await _store.FindAsync(Anyone, scan.Id, Cancellation))!.Status);
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(ScanStatus.Failed, (await _store.FindAsync(Anyone, scan.Id, Cancellation))!.Status);
    }

    [Fact]
    public async Task Callers_SeeTheirOwnScansAndThoseOfTheSchedule()
    {
        await _store.AddAsync(Scan(Noon) with { Owner = "alice" }, Cancellation);
        await _store.AddAsync(Scan(Noon.AddSeconds(1)) with { Owner = "bob" }, Cancellation);
        var scheduled = Scan(Noon.AddSeconds(2)) with { Origin = ScanOrigin.Schedule };
        await _store.AddAsync(scheduled, Cancellation);

        var seen = await _store.ListAsync(new AuditCaller("alice", ReadsAll: false), after: null, limit: 10, Cancellation);

        Assert.Equal(["", "alice"], seen.Select(scan => scan.Owner));
        Assert.Equal(3, (await _store.ListAsync(Anyone, after: null, limit: 10, Cancellation)).Count);
        Assert.Equal(scheduled.Id, (await _store.FindLastScheduledAsync(Cancellation)).Done!.Id);
    }

    [Fact]
    public async Task Retention_RemovesTheOldestBeyondAgeCountAndSize()
    {
        var old = await AddAsync(Noon.AddDays(-40), "shop", workloads: 1);
        var kept = new List<ScanRecord>();
        for (var i = 0; i < 5; i++)
        {
            kept.Add(await AddAsync(Noon.AddMinutes(i), "shop", workloads: 10));
        }

        Assert.Equal(1, await PruneAsync(new ScanOptions { Retention = 30, MaxScans = 0, MaxBytes = 0 }));
        Assert.Null(await _store.FindAsync(Anyone, old.Id, Cancellation));
        Assert.Equal(2, await PruneAsync(new ScanOptions { Retention = 0, MaxScans = 3, MaxBytes = 0 }));
        var (_, bytes) = await _store.MeasureAsync(Cancellation);
        Assert.Equal(1, await PruneAsync(new ScanOptions { Retention = 0, MaxScans = 0, MaxBytes = bytes - 1 }));
        Assert.Equal(kept[3..].Select(scan => scan.Id), (await _store.ListAsync(Anyone, null, 10, Cancellation)).Select(scan => scan.Id).Reverse());
        Assert.Empty(await _store.HistoryAsync(Anyone, "shop", new AuditCursor(kept[3].Id), 10, Cancellation));
    }

    [Theory]
    [InlineData(ScanOrigin.Request)]
    [InlineData(ScanOrigin.Schedule)]
    public async Task LastScanThatIsDone_OutlivesThoseThatFailed(ScanOrigin origin)
    {
        var done = Scan(Noon) with { Origin = origin };
        await _store.AddAsync(done, Cancellation);
        for (var i = 1; i <= 5; i++)
        {
            await _store.AddAsync(Scan(Noon.AddMinutes(i)) with { Origin = origin, Status = ScanStatus.Failed }, Cancellation);
        }

        Assert.Equal(4, await PruneAsync(new ScanOptions { Retention = 0, MaxScans = 2, MaxBytes = 0 }));
        Assert.Equal(1, await PruneAsync(new ScanOptions { Retention = 0, MaxScans = 0, MaxBytes = 1 }));

        Assert.Equal(done.Id, Assert.Single(await _store.ListAsync(Anyone, after: null, limit: 10, Cancellation)).Id);
    }

    [Fact]
    public async Task ScheduledScansThatFailed_CountSinceTheLastOneThatIsDone()
    {
        ScanStatus[] ends = [ScanStatus.Failed, ScanStatus.Done, ScanStatus.Failed, ScanStatus.Failed];
        foreach (var (i, end) in ends.Index())
        {
            await _store.AddAsync(Scan(Noon.AddMinutes(i)) with { Origin = ScanOrigin.Schedule, Status = end }, Cancellation);
        }

        await _store.AddAsync(Scan(Noon.AddMinutes(9)) with { Status = ScanStatus.Failed }, Cancellation);

        var (done, since) = await _store.FindLastScheduledAsync(Cancellation);

        Assert.Equal(Noon.AddMinutes(1), done!.CreatedAt);
        Assert.Equal([Noon.AddMinutes(3), Noon.AddMinutes(2)], since.Select(scan => scan.CreatedAt));
    }

    [Fact]
    public async Task ScanDeletedWhilePartsAreAdded_LeavesNothing()
    {
        for (var i = 0; i < 20; i++)
        {
            var scan = Scan(Noon.AddMinutes(i));
            await _store.AddAsync(scan, Cancellation);

            await Task.WhenAll(
                _store.AddPartAsync(scan, Part("shop", 50), Cancellation),
                _store.DeleteAsync(scan.Id, scan.Owner, Cancellation));

            Assert.Null(await _store.FindAsync(Anyone, scan.Id, Cancellation));
            Assert.Empty(await _store.ResultsAsync(scan.Id, Cancellation));
        }
    }

    [Fact]
    public async Task ScansOfANamespace_DoNotHideTheOthers()
    {
        await AddAsync(Noon, "shop", workloads: 3);
        for (var i = 1; i <= 60; i++)
        {
            await _store.AddAsync(Scan(Noon.AddMinutes(i)) with { Scope = ["billing"] }, Cancellation);
        }

        var page = await new WorkloadStore(_calls, _store).ListAsync(Anyone, new WorkloadQuery(null, null, null, 100, WorkloadQuery.AnySeverity, "name", 10, null), Cancellation);

        Assert.Equal(3, page.Count);
    }

    [Fact]
    public async Task NameOfWorkloads_IsFoundInAnyCase()
    {
        await AddAsync(Noon, "shop", workloads: 3);

        var page = await new WorkloadStore(_calls, _store).ListAsync(Anyone, new WorkloadQuery(null, null, "APP-0001", 100, WorkloadQuery.AnySeverity, "name", 10, null), Cancellation);

        Assert.Equal("app-0001", Assert.Single(page).Row.Name);
    }

    [Fact]
    public async Task Scans_DoNotCountAmongAudits()
    {
        var before = await _history!.MeasureAsync(isExact: true, Cancellation);
        for (var i = 0; i < 20; i++)
        {
            await AddAsync(Noon.AddMinutes(i), "shop", workloads: 500);
        }

        var after = await _history!.MeasureAsync(isExact: true, Cancellation);

        Assert.Equal(before.Rows, after.Rows);
        Assert.InRange(after.UsedBytes, 0, before.UsedBytes + ((await _store.MeasureAsync(Cancellation)).Bytes / 2));
    }

    [Fact]
    public async Task Workloads_ArePagedByEachOrder()
    {
        await AddAsync(Noon, "shop", workloads: 30);
        var workloads = new WorkloadStore(_calls, _store);
        foreach (var sort in WorkloadQuery.Sorts)
        {
            var seen = new List<string>();
            for (WorkloadCursor? after = null; ;)
            {
                var page = await workloads.ListAsync(Anyone, new WorkloadQuery(null, "DEPLOYMENT", "app-", 100, "danger", sort, 7, after), Cancellation);
                seen.AddRange(page.Take(7).Select(found => found.Row.Name));
                if (page.Count <= 7)
                {
                    break;
                }

                var row = page[6].Row;
                after = new WorkloadCursor(sort, sort switch { "score" => row.Score, "-score" => -row.Score, "dangers" => -row.Counts.Danger, _ => 0 }, row.Namespace, row.Kind, row.Group, row.Name);
            }

            Assert.Equal(30, seen.Count);
            Assert.Equal(30, seen.Distinct().Count());
        }
    }

    public async ValueTask InitializeAsync()
    {
        _engine = HistoryEngine.Create(await CreateDatabaseAsync(), "unused");
        await new HistoryMigrator(_engine, TimeProvider.System).MigrateAsync(Cancellation);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddStandardResilience();
        builder.AddAuditHistory();
        builder.Services.AddSingleton(_engine);
        _calls = new HistoryCalls(_engine, builder.Build().Services.GetRequiredService<DependencyPipelines>());
        _history = new AuditHistory(_calls);
        _store = new ScanStore(_calls, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _history?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        RemoveDatabases();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<string> CreateDatabaseAsync();

    protected virtual void RemoveDatabases()
    {
    }

    private static WatchRecord Watch { get; } = new("https://here", false, [new("pods", "v1", null, "12")], [], new Dictionary<string, Score>());

    private static ScanRecord Scan(DateTimeOffset at) => new()
    {
        Id = AuditId.Create(at),
        CreatedAt = at,
        UpdatedAt = at,
        Owner = "",
        Origin = ScanOrigin.Request,
        Cluster = "sample",
        Scope = [],
        Status = ScanStatus.Done,
    };

    private static ScanPart Part(string ns, int workloads)
    {
        var report = new byte[1000];
        new Random(workloads).NextBytes(report);
        var counts = new FindingCounts(1, 2, 3, 4);
        return new ScanPart(
            new NamespaceResult(ns, 50, "E", workloads, workloads, counts, true),
            [.. Enumerable.Range(0, workloads).Select(i => new WorkloadRow(ns, "Deployment", "apps", $"app-{i:d4}", i % 3, null, "app=a", ["Store/main"], i % 5, "F", counts with { Danger = 1 + (i % 4) }))],
            report,
            "hash",
            report[..500],
            "fields");
    }

    private async Task<ScanRecord> AddAsync(DateTimeOffset at, string ns, int workloads)
    {
        var scan = Scan(at);
        await _store.AddAsync(scan, Cancellation);
        Assert.True(await _store.AddPartAsync(scan, Part(ns, workloads), Cancellation));
        return scan;
    }

    private async Task<int> PruneAsync(ScanOptions options)
    {
        using var retention = new ScanRetention(_store, _history!, Options.Create(options), Options.Create(new HistoryOptions()), _time, NullLogger<ScanRetention>.Instance);
        return await retention.PruneAsync(Cancellation);
    }
}

public sealed class SqliteScanStoreTests : ScanStoreTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-scans-");

    protected override Task<string> CreateDatabaseAsync() => Task.FromResult($"Data Source={Path.Combine(_folder.FullName, "history.db")}");

    protected override void RemoveDatabases() => _folder.Delete(recursive: true);
}

public sealed class PostgresScanStoreTests(SharedPostgres postgres) : ScanStoreTests
{
    protected override Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();
}
