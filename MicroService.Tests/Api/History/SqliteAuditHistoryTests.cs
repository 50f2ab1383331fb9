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

    protected override Task<string> CreateDatabaseAsync() =>
        Task.FromResult($"Data Source={Path.Combine(_folder.FullName, "data", $"{_databases++}.db")}");

    protected override ValueTask RemoveDatabasesAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
