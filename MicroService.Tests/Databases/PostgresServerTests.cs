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

    private static async Task OpenAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
    }
}
