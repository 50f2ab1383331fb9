using System.Diagnostics.Metrics;
using System.Text;
using MicroService.Advisor.Reporting;
using MicroService.Api.History;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MicroService.Tests.Api.History;

/// <summary>What every engine must do alike; the engines' own classes say where the database is.</summary>
public abstract class AuditHistoryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, 123, TimeSpan.Zero);

    private HistoryEngine _engine = null!;
    private AuditHistory _history = null!;

    private protected HistoryEngine Engine => _engine;

    private protected AuditHistory History => _history;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddedAudit_IsFoundAsItWas()
    {
        var entry = Entry(Noon, report: """{"findings":["ä","日本"]}""");

        await _history.AddAsync(entry, Cancellation);

        var found = await _history.FindAsync(entry.Summary.Id, Cancellation);
        Assert.Equal(entry.Summary, found!.Summary);
        Assert.Equal(entry.Report.ToArray(), found.Report.ToArray());
    }

    [Fact]
    public async Task SameAuditAddedTwice_IsThereOnce()
    {
        var entry = Entry(Noon);

        await _history.AddAsync(entry, Cancellation);
        await _history.AddAsync(entry, Cancellation);

        Assert.Single((await _history.ListAsync(owner: null, after: null, limit: 10, Cancellation)).Items);
    }

    [Fact]
    public async Task UnknownId_IsNull() =>
        Assert.Null(await _history.FindAsync(AuditId.Create(Noon), Cancellation));

    [Fact]
    public async Task MegabyteReport_IsFoundAsItWas()
    {
        var report = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(report);
        var entry = new AuditEntry(Entry(Noon).Summary, report);

        await _history.AddAsync(entry, Cancellation);

        Assert.Equal(report, (await _history.FindAsync(entry.Summary.Id, Cancellation))!.Report.ToArray());
    }

    [Fact]
    public async Task Pages_HoldEveryAuditOnceNewestFirst()
    {
        // Three in every millisecond, added in no particular order.
        var entries = Enumerable.Range(0, 25).Select(i => Entry(Noon.AddMilliseconds(i / 3))).ToArray();
        new Random(7).Shuffle(entries);
        foreach (var entry in entries)
        {
            await _history.AddAsync(entry, Cancellation);
        }

        var seen = new List<AuditSummary>();
        AuditCursor? next = null;
        do
        {
            var page = await _history.ListAsync(owner: null, next, limit: 10, Cancellation);
            seen.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(entries.Select(entry => entry.Summary).OrderByDescending(summary => summary.Id.ToString(), StringComparer.Ordinal), seen);
        Assert.Equal(seen.OrderByDescending(summary => summary.CreatedAt).Select(summary => summary.CreatedAt), seen.Select(summary => summary.CreatedAt));
    }

    [Fact]
    public async Task FullLastPage_HasNoNext()
    {
        await _history.AddAsync(Entry(Noon), Cancellation);
        await _history.AddAsync(Entry(Noon.AddSeconds(1)), Cancellation);

        Assert.Null((await _history.ListAsync(owner: null, after: null, limit: 2, Cancellation)).Next);
    }

    [Fact]
    public async Task AuditAddedWhilePaging_DoesNotShiftThePages()
    {
        var old = Entry(Noon);
        var middle = Entry(Noon.AddSeconds(1));
        await _history.AddAsync(old, Cancellation);
        await _history.AddAsync(middle, Cancellation);
        var first = await _history.ListAsync(owner: null, after: null, limit: 1, Cancellation);

        await _history.AddAsync(Entry(Noon.AddSeconds(2)), Cancellation);

        Assert.Equal([old.Summary], (await _history.ListAsync(owner: null, first.Next, limit: 1, Cancellation)).Items);
    }

    [Fact]
    public async Task Prune_RemovesTheOldestUpToTheLimitAndNothingYounger()
    {
        var entries = Enumerable.Range(0, 5).Select(day => Entry(Noon.AddDays(day))).ToArray();
        foreach (var entry in entries)
        {
            await _history.AddAsync(entry, Cancellation);
        }

        Assert.Equal(2, (await _history.PruneAsync(Noon.AddDays(3), limit: 2, Cancellation)).Rows);
        Assert.Equal(1, (await _history.PruneAsync(Noon.AddDays(3), limit: 2, Cancellation)).Rows);
        Assert.Equal(0, (await _history.PruneAsync(Noon.AddDays(3), limit: 2, Cancellation)).Rows);

        Assert.Equal([entries[4].Summary, entries[3].Summary], (await _history.ListAsync(owner: null, after: null, limit: 10, Cancellation)).Items);
    }

    [Fact]
    public async Task ManyWritersAtOnce_AllSucceed()
    {
        var entries = Enumerable.Range(0, 64).Select(i => Entry(Noon.AddMilliseconds(i))).ToArray();

        await Parallel.ForEachAsync(entries, Cancellation, async (entry, token) => await _history.AddAsync(entry, token));

        Assert.Equal(64, (await _history.ListAsync(owner: null, after: null, limit: 100, Cancellation)).Items.Count);
    }

    [Fact]
    public async Task CancelledCall_IsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _history.ListAsync(owner: null, after: null, limit: 1, cancelled.Token));
    }

    [Fact]
    public async Task ReplicasMigratingAtOnce_ApplyEachMigrationOnce()
    {
        var connectionString = await CreateDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var engine = HistoryEngine.Create(connectionString, "unused");
            return (await new HistoryMigrator(engine, TimeProvider.System).MigrateAsync(Cancellation)).Count;
        }, Cancellation)));

        Assert.Equal(MigrationCatalog.For(_engine).Count, applied.Sum());
    }

    [Fact]
    public async Task MigratingAgain_AppliesNothing() =>
        Assert.Empty(await new HistoryMigrator(_engine, TimeProvider.System).MigrateAsync(Cancellation));

    [Fact]
    public async Task NewerSchema_IsLeftAlone()
    {
        await using var command = _engine.DataSource.CreateCommand("insert into schema_migrations (version, name, applied_at) values (999, 'from_the_future', '2030-01-01T00:00:00Z')");
        await command.ExecuteNonQueryAsync(Cancellation);

        Assert.Empty(await new HistoryMigrator(_engine, TimeProvider.System).MigrateAsync(Cancellation));
    }

    [Fact]
    public async Task SchemaNotMigratedYet_IsUnavailable()
    {
        await using var engine = HistoryEngine.Create(await CreateDatabaseAsync(), "unused");
        using var history = Open(engine);

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.PingAsync(Cancellation));
    }

    [Fact]
    public async Task MigratedSchema_AnswersThePing() => await _history.PingAsync(Cancellation);

    [Fact]
    public async Task Retention_RemovesWhatIsOlderThanItsDays()
    {
        var time = TimeProvider.System;
        var old = Enumerable.Range(0, 7).Select(i => Entry(time.GetUtcNow().AddDays(-31).AddMinutes(-i))).ToArray();
        var young = Entry(Truncate(time.GetUtcNow().AddDays(-29)));
        foreach (var entry in old.Append(young))
        {
            await _history.AddAsync(entry, Cancellation);
        }

        using var retention = Retention(new HistoryOptions { Retention = 30, PruneBatch = 3 });

        Assert.Equal(7, await retention.PruneAsync(Cancellation));
        Assert.Equal([young.Summary], (await _history.ListAsync(owner: null, after: null, limit: 10, Cancellation)).Items);
    }

    [Fact]
    public async Task MoreRowsThanTheLimit_LeavesTheNewest()
    {
        var entries = await AddAsync(10, reportBytes: 10);

        using var retention = Retention(new HistoryOptions { Retention = 0, MaxRows = 4, PruneBatch = 4 });

        Assert.Equal(6, await retention.PruneAsync(Cancellation));
        Assert.Equal(entries[6..].Reverse(), await ListAsync());
        Assert.Equal(0, await retention.PruneAsync(Cancellation));
    }

    [Fact]
    public async Task MoreBytesThanTheLimit_LeavesTheNewestThatFit()
    {
        const int MaxBytes = 1_000_000;
        var entries = await AddAsync(60, reportBytes: 50_000);

        using var retention = Retention(new HistoryOptions { Retention = 0, MaxBytes = MaxBytes, PruneBatch = 7 });
        await retention.PruneAsync(Cancellation);

        var left = await ListAsync();
        Assert.InRange(left.Length, 5, 20);
        Assert.Equal(entries[^left.Length..].Reverse(), left);
        Assert.InRange((await _history.MeasureAsync(isExact: false, Cancellation)).UsedBytes, 1, MaxBytes);
    }

    [Fact]
    public async Task Measure_CountsRowsAndWhatTheyTake()
    {
        await AddAsync(20, reportBytes: 50_000);

        var size = await _history.MeasureAsync(isExact: false, Cancellation);

        Assert.Equal(20, size.Rows);
        Assert.InRange(size.UsedBytes, 1_000_000, 1_400_000);
        Assert.True(size.AllocatedBytes >= 1_000_000, $"{size}");
    }

    [Fact]
    public async Task PrunedSpace_IsUsedAgain()
    {
        await AddAsync(60, reportBytes: 50_000);
        var allocated = (await _history.MeasureAsync(isExact: false, Cancellation)).AllocatedBytes;

        for (var round = 0; round < 3; round++)
        {
            await _history.PruneAsync(DateTimeOffset.MaxValue, limit: 100, Cancellation);
            await _history.GiveBackAsync(Cancellation);
            await VacuumAsync();
            await AddAsync(60, reportBytes: 50_000);
        }

        Assert.InRange((await _history.MeasureAsync(isExact: false, Cancellation)).AllocatedBytes, 1, allocated * 3 / 2);
    }

    [Fact]
    public async Task Page_HoldsTheOwnersAuditsAlone()
    {
        var (mine, others) = (Entry(Noon) with { Owner = "me" }, Entry(Noon.AddSeconds(1)) with { Owner = "another" });
        await _history.AddAsync(mine, Cancellation);
        await _history.AddAsync(others, Cancellation);

        Assert.Equal([mine.Summary], (await _history.ListAsync("me", after: null, limit: 10, Cancellation)).Items);
        Assert.Equal([mine.Summary], (await _history.ListAsync("me", new AuditCursor(others.Summary.Id), limit: 10, Cancellation)).Items);
        Assert.Empty((await _history.ListAsync("", after: null, limit: 10, Cancellation)).Items);
        Assert.Equal("another", (await _history.FindAsync(others.Summary.Id, Cancellation))!.Owner);
    }

    [Fact]
    public async Task Delete_RemovesTheOwnersAuditAlone()
    {
        var entry = Entry(Noon) with { Owner = "me" };
        await _history.AddAsync(entry, Cancellation);

        Assert.False(await _history.DeleteAsync(entry.Summary.Id, "another", Cancellation));
        Assert.NotNull(await _history.FindAsync(entry.Summary.Id, Cancellation));
        Assert.True(await _history.DeleteAsync(entry.Summary.Id, "me", Cancellation));
        Assert.Null(await _history.FindAsync(entry.Summary.Id, Cancellation));
        Assert.False(await _history.DeleteAsync(entry.Summary.Id, "me", Cancellation));
    }

    [Fact]
    public async Task RollingUpgrade_VersionBeforeSharesTheSchema()
    {
        // The version before made the schema, and goes on writing and reading after this one has migrated it.
        await using var engine = HistoryEngine.Create(await CreateDatabaseAsync(), "unused");
        await PreviousVersion.MigrateAsync(engine, Cancellation);
        var (before, after) = (Entry(Noon), Entry(Noon.AddSeconds(1)));
        await PreviousVersion.AddAsync(engine, before, Cancellation);
        using var history = Open(engine);
        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.PingAsync(Cancellation));
        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.AddAsync(after, Cancellation));

        await new HistoryMigrator(engine, TimeProvider.System).MigrateAsync(Cancellation);
        await PreviousVersion.AddAsync(engine, after, Cancellation);
        var own = Entry(Noon.AddSeconds(2)) with { Owner = "me" };
        await history.AddAsync(own, Cancellation);

        await history.PingAsync(Cancellation);
        Assert.Equal([after.Summary, before.Summary], (await history.ListAsync(owner: "", after: null, limit: 10, Cancellation)).Items);
        Assert.Equal([own.Summary.Id, after.Summary.Id, before.Summary.Id], await PreviousVersion.ListAsync(engine, Cancellation));
    }

    public async ValueTask InitializeAsync()
    {
        _engine = HistoryEngine.Create(await CreateDatabaseAsync(), "unused");
        await new HistoryMigrator(_engine, TimeProvider.System).MigrateAsync(Cancellation);
        _history = Open(_engine);
    }

    public async ValueTask DisposeAsync()
    {
        // Null when the database could not be made and the test was skipped.
        _history?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await RemoveDatabasesAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty database and answers its connection string.</summary>
    protected abstract Task<string> CreateDatabaseAsync();

    /// <summary>Removes what <see cref="CreateDatabaseAsync"/> made.</summary>
    protected abstract ValueTask RemoveDatabasesAsync();

    /// <summary>Does what the database does by itself from time to time.</summary>
    private protected virtual Task VacuumAsync() => Task.CompletedTask;

    private protected HistoryRetention Retention(HistoryOptions options)
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        return new HistoryRetention(
            _history,
            Options.Create(options),
            new HistoryMetrics(services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<HistoryRetention>.Instance);
    }

    /// <summary>Adds audits whose reports do not get smaller when they are compressed, the oldest first.</summary>
    private protected async Task<AuditSummary[]> AddAsync(int count, int reportBytes)
    {
        var random = new Random(count);
        var added = new List<AuditSummary>();
        for (var number = 0; number < count; number++)
        {
            var report = new byte[reportBytes];
            random.NextBytes(report);
            var entry = new AuditEntry(Entry(Noon.AddSeconds(number)).Summary, report);
            await _history.AddAsync(entry, Cancellation);
            added.Add(entry.Summary);
        }

        return [.. added];
    }

    private async Task<AuditSummary[]> ListAsync() => [.. (await _history.ListAsync(owner: null, after: null, limit: 100, Cancellation)).Items];

    private protected static AuditHistory Open(HistoryEngine engine, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        // A busy machine takes its time.
        (string Key, string Value)[] all = [.. settings, ("TotalTimeout", "60s"), ("AttemptTimeout", "30s"), ("BreakerSampling", "60s")];
        builder.Configuration.AddInMemoryCollection(all.Select(setting => KeyValuePair.Create($"Resilience:history:{setting.Key}", (string?)setting.Value)).DistinctBy(static setting => setting.Key));
        builder.AddStandardResilience();
        builder.AddAuditHistory();
        builder.Services.AddSingleton(engine);
        return new AuditHistory(new HistoryCalls(engine, builder.Build().Services.GetRequiredService<DependencyPipelines>()));
    }

    private protected static AuditEntry Entry(DateTimeOffset createdAt, string report = "{}")
    {
        var summary = new AuditSummary(
            AuditId.Create(createdAt), createdAt, "shop.yaml", new string('a', 64), 71, "C", 12, new FindingCounts(3, 14, 15, 9));
        return new AuditEntry(summary, Encoding.UTF8.GetBytes(report));
    }

    // The databases keep microseconds.
    private static DateTimeOffset Truncate(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
