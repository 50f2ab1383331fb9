using System.Data.Common;
using MicroService.Api.History;
using MicroService.Tests.Databases;

namespace MicroService.Tests.Api.History;

public sealed class PostgresAuditHistoryTests(SharedPostgres postgres) : AuditHistoryTests
{
    private string? _connectionString;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoppedServer_IsUnavailableAndServesAgainAfterItsReturn()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var engine = HistoryEngine.Create(await server.CreateDatabaseAsync(), "unused");
        await new HistoryMigrator(engine, TimeProvider.System).MigrateAsync(Cancellation);
        // The breaker is not what is tested here.
        using var history = Open(engine, ("BreakerMinimumThroughput", "90"));
        var entry = Entry(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await history.AddAsync(entry, Cancellation);

        await server.StopAsync();
        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.FindAsync(entry.Summary.Id, Cancellation));
        await server.StartAsync();

        Assert.Equal(entry.Summary, (await history.FindAsync(entry.Summary.Id, Cancellation))?.Summary);
    }

    [Fact]
    public async Task WrongPassword_IsUnavailable()
    {
        await using var engine = HistoryEngine.Create(await postgres.CreateDatabaseAsync() + ";Password=wrong", "unused");
        using var history = Open(engine);

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.PingAsync(Cancellation));
    }

    [Fact]
    public async Task LockedTable_IsUnavailableAfterTheTimeout()
    {
        await using var connection = await Engine.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "lock table audits";
        await command.ExecuteNonQueryAsync(Cancellation);
        using var history = Open(Engine, ("TotalTimeout", "200ms"), ("AttemptTimeout", "200ms"), ("Retries", "0"));

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.ListAsync(owner: null, after: null, limit: 1, Cancellation));
    }

    // Whoever comes after it would wait behind it for as long as the long transaction takes.
    [Fact]
    public async Task MigrationOfATableInUse_GivesUpAndAppliesNothing()
    {
        await using var reader = await Engine.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await reader.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(reader, "drop table scans, scan_namespaces, scan_workloads; drop index audits_owner; alter table audits drop column owner; delete from schema_migrations where version >= 2");
        await transaction.CommitAsync(Cancellation);
        await using var longRead = await reader.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(reader, "select count(*) from audits");
        var migrator = new HistoryMigrator(Engine, TimeProvider.System);

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => migrator.MigrateAsync(Cancellation));
        await longRead.RollbackAsync(Cancellation);

        Assert.Equal([2, 3, 4, 5], (await migrator.MigrateAsync(Cancellation)).Select(migration => migration.Version));
    }

    [Fact]
    public async Task Location_NamesNoUserAndNoPassword()
    {
        await using var engine = new PostgresEngine(new PostgresDataSource("Host=db;Database=history;Username=someone;Password=secret"));

        Assert.Equal("db:5432/history", engine.Location);
    }

    [Fact]
    public async Task SampledTable_IsMeasuredAbout()
    {
        await FillAsync();

        var size = await History.MeasureAsync(isExact: false, Cancellation);

        Assert.InRange(size.Rows, 20_000, 30_000);
        Assert.InRange(size.UsedBytes, 30_000_000, 45_000_000);
    }

    [Fact]
    public async Task SampledTableBeyondTheLimit_LosesExactlyWhatIsBeyond()
    {
        await FillAsync();
        using var retention = Retention(new HistoryOptions { Retention = 0, MaxRows = 24_990 });

        Assert.Equal(10, await retention.PruneAsync(Cancellation));
    }

    [Fact]
    public async Task RoleThatMayNotWrite_IsUnavailableForWritesAlone()
    {
        await using (var command = Engine.DataSource.CreateCommand(
            "do $$ begin create role reader login password 'reader'; exception when duplicate_object then null; end $$; grant select on audits to reader"))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await using var engine = HistoryEngine.Create(_connectionString + ";Username=reader;Password=reader", "unused");
        using var history = Open(engine);

        await history.PingAsync(Cancellation);
        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.AddAsync(Entry(DateTimeOffset.UnixEpoch), Cancellation));
        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.PingWritesAsync(Cancellation));
    }

    // 30 MB, of which a sample of 16 MiB is read.
    private async Task FillAsync()
    {
        await using var command = Engine.DataSource.CreateCommand(
            """
            insert into audits (id, created_at, source, content_hash, score, grade, workloads, dangers, warnings, advices, suppressed, report)
            select gen_random_uuid(), now(), 'shop.yaml', repeat('a', 64), 71, 'C', 1, 2, 3, 4, 5, decode(repeat('00', 1000), 'hex') from generate_series(1, 25000)
            """);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private protected override async Task VacuumAsync()
    {
        await using var command = Engine.DataSource.CreateCommand("vacuum audits");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override async Task<string> CreateDatabaseAsync() => _connectionString = await postgres.CreateDatabaseAsync();

    // The databases end with the server.
    protected override ValueTask RemoveDatabasesAsync() => ValueTask.CompletedTask;

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
