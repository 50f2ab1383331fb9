using System.Data.Common;
using MicroService.Api.History;

namespace MicroService.Tests.Api.History;

public sealed class SqliteAuditHistoryTests : AuditHistoryTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-history-");
    private int _databases;

    [Fact]
    public void File_IsInWriteAheadMode() => Assert.True(File.Exists(Engine.Location + "-wal"));

    [Fact]
    public async Task FolderThatCannotBeMade_IsUnavailable()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var engine = HistoryEngine.Create($"Data Source={file}/history.db", "unused");

        await Assert.ThrowsAsync<HistoryUnavailableException>(
            () => new HistoryMigrator(engine, TimeProvider.System).MigrateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FileThatIsNoDatabase_IsUnavailable()
    {
        var file = Path.Combine(_folder.FullName, "text.db");
        await File.WriteAllTextAsync(file, new string('x', 5000), TestContext.Current.CancellationToken);
        await using var engine = HistoryEngine.Create($"Data Source={file}", "unused");

        await Assert.ThrowsAsync<HistoryUnavailableException>(
            () => new HistoryMigrator(engine, TimeProvider.System).MigrateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void DatabaseInMemory_IsRefused() =>
        Assert.Throws<ArgumentException>(() => HistoryEngine.Create("Data Source=:memory:", "unused"));

    [Fact]
    public async Task PrunedFile_ShrinksOnTheDisk()
    {
        await AddAsync(60, reportBytes: 50_000);
        Assert.True(await FileLengthAsync() > 3_000_000, "There is nothing to shrink.");

        using var retention = Retention(new HistoryOptions { Retention = 0, MaxRows = 1 });
        await retention.PruneAsync(TestContext.Current.CancellationToken);

        Assert.InRange(await FileLengthAsync(), 1, 300_000);
    }

    [Fact]
    public async Task EmptySpace_IsGivenBackInStepsOfAMebibyte()
    {
        await AddAsync(60, reportBytes: 50_000);
        await History.PruneAsync(DateTimeOffset.MaxValue, 60, TestContext.Current.CancellationToken);
        await using var connection = await Engine.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var left = new List<long> { await FreeBytesAsync(connection) };
        while (await Engine.GiveBackAsync(connection, TestContext.Current.CancellationToken))
        {
            left.Add(await FreeBytesAsync(connection));
        }

        left.Add(await FreeBytesAsync(connection));
        Assert.True(left[0] > 2_000_000, "There is little to give back.");
        Assert.All(left.Zip(left.Skip(1)), static step => Assert.InRange(step.First - step.Second, 1, 1024 * 1024));
        Assert.Equal(0, left[^1]);
    }

    [Fact]
    public async Task LargeFileOfAVersionBefore_IsNotRewrittenWhileRequestsWait()
    {
        await ForbidShrinkingAsync();
        await AddAsync(100, reportBytes: 1_000_000);
        await History.PruneAsync(DateTimeOffset.MaxValue, 60, TestContext.Current.CancellationToken);

        await History.GiveBackAsync(TestContext.Current.CancellationToken);

        Assert.True(await FileLengthAsync() > 90_000_000, "The file was rewritten.");
    }

    [Fact]
    public async Task PrunedFileOfAVersionBefore_ShrinksOnTheDisk()
    {
        await ForbidShrinkingAsync();
        await AddAsync(60, reportBytes: 50_000);
        using var retention = Retention(new HistoryOptions { Retention = 0, MaxRows = 1 });
        await retention.PruneAsync(TestContext.Current.CancellationToken);

        Assert.InRange(await FileLengthAsync(), 1, 300_000);
    }

    [Fact]
    public async Task ExplainedConnectionString_LeavesTheOpenPoolAlone()
    {
        await AddAsync(1, reportBytes: 10);

        Assert.Null(HistoryEngine.Explain(Engine.DataSource.ConnectionString));

        // The last connection of a file takes its log with it when it closes.
        Assert.True(File.Exists(Engine.Location + "-wal"));
    }

    private async Task ForbidShrinkingAsync()
    {
        await using var command = Engine.DataSource.CreateCommand("pragma auto_vacuum = none; vacuum");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<long> FreeBytesAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select freelist_count * page_size from pragma_freelist_count, pragma_page_size";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    // With the log written back.
    private async Task<long> FileLengthAsync()
    {
        await using var command = Engine.DataSource.CreateCommand("pragma wal_checkpoint(truncate)");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new FileInfo(Engine.Location).Length;
    }

    protected override Task<string> CreateDatabaseAsync() =>
        Task.FromResult($"Data Source={Path.Combine(_folder.FullName, "data", $"{_databases++}.db")}");

    protected override ValueTask RemoveDatabasesAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
