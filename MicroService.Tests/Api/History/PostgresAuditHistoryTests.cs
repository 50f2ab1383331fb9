using MicroService.Api.History;
using MicroService.Tests.Databases;

namespace MicroService.Tests.Api.History;

public sealed class PostgresAuditHistoryTests(SharedPostgres postgres) : AuditHistoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoppedServer_IsUnavailableAndServesAgainAfterItsReturn()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var engine = HistoryEngine.Create(await server.CreateDatabaseAsync(), "unused");
        await new HistoryMigrator(engine, TimeProvider.System).MigrateAsync(Cancellation);
        // The breaker is not what is tested here.
        using var history = Open(engine, ("BreakerMinimumThroughput", "100"));
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

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => history.ListAsync(after: null, limit: 1, Cancellation));
    }

    [Fact]
    public async Task Location_NamesNoUserAndNoPassword()
    {
        await using var engine = new PostgresEngine(new PostgresDataSource("Host=db;Database=history;Username=someone;Password=secret"));

        Assert.Equal("db:5432/history", engine.Location);
    }

    protected override Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();

    // The databases end with the server.
    protected override ValueTask RemoveDatabasesAsync() => ValueTask.CompletedTask;
}
