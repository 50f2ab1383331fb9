using Npgsql;

namespace MicroService.Tests.Databases;

public sealed class PostgresServerTests(SharedPostgres postgres)
{
    [Fact]
    public async Task NewDatabase_IsEmptyAndTakesData()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using var create = source.CreateCommand("CREATE TABLE audit (id int); INSERT INTO audit VALUES (7)");
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var read = source.CreateCommand("SELECT id FROM audit");

        Assert.Equal(7, await read.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task StoppedServer_RefusesConnectionsAndKeepsItsDataOverARestart()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync() + ";Pooling=false";

        await server.StopAsync();
        await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(database));
        await server.StartAsync();

        await OpenAsync(database);
    }

    [Fact]
    public async Task KilledServer_HasWhatWasCommittedAfterARestart()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync() + ";Pooling=false;Options=-c synchronous_commit=on";
        await ExecuteAsync(database, "CREATE TABLE audit (id int); INSERT INTO audit VALUES (7)");

        await server.KillAsync();
        await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(database));
        await server.StartAsync();

        Assert.Equal(7, await ExecuteAsync(database, "SELECT id FROM audit"));
    }

    [Fact]
    public async Task PausedServer_AnswersNobodyUntilItGoesOn()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var connection = new NpgsqlConnection(await server.CreateDatabaseAsync() + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT 7", connection);

        await server.PauseAsync();
        var answer = command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        await server.ResumeAsync();

        Assert.Equal(7, await answer);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task OpenAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
    }
}
