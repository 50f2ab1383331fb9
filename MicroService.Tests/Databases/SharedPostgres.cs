using MicroService.Tests.Databases;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace MicroService.Tests.Databases;

/// <summary>One PostgreSQL server for the whole run, started by the first test that asks for a database.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartNewAsync);

    /// <summary>Creates an empty database and returns its connection string; skips the running test where PostgreSQL is not installed.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var server = await _server.Value;
        return await server.CreateDatabaseAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var server = await _server.Value;
            await server.DisposeAsync();
        }
    }
}
