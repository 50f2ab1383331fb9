using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace MicroService.Hosting.Garnet;

/// <summary>Asks a Garnet server for an answer to <c>PING</c>, over one connection as long as the password stays the same.</summary>
internal sealed class GarnetHealthCheck(IGarnetResource garnet) : IHealthCheck, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private ConnectionMultiplexer? _connection;
    private string? _connectionString;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await connection.GetDatabase().PingAsync().ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"{garnet.Name} does not answer: {exception.Message}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        _turn.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        var connectionString = await garnet.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"{garnet.Name} has no connection string.");
        if (_connection is null || _connectionString != connectionString)
        {
            await DisposeConnectionAsync().ConfigureAwait(false);
            _connection = await ConnectionMultiplexer.ConnectAsync(connectionString).ConfigureAwait(false);
            _connectionString = connectionString;
        }

        return _connection;
    }

    private async Task DisposeConnectionAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
