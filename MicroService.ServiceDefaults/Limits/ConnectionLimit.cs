using MicroService.ServiceDefaults.Management;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>
/// Closes connections beyond the limit before a byte of them is read. The server's own limit would count those of the
/// management port, too, so that callers could shut the kubelet out.
/// </summary>
internal sealed partial class ConnectionLimit(IOptions<LimitOptions> options, LimitMetrics metrics, ILogger<ConnectionLimit> logger) : IServiceListener
{
    private int _open;
    private long _refused;

    public void Configure(ListenOptions listener)
    {
        var limit = options.Value.MaxConnections;
        listener.Use(next => connection => ServeAsync(connection, next, limit));
    }

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, int limit)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > limit)
            {
                Refuse(limit);
                return;
            }

            if (_refused > 0 && Interlocked.Exchange(ref _refused, 0) is > 0 and var refused)
            {
                ConnectionsFree(refused);
            }

            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void Refuse(int limit)
    {
        metrics.Refused();
        if (Interlocked.Increment(ref _refused) == 1)
        {
            ConnectionsExhausted(limit);
        }
    }

    [LoggerMessage(LogLevel.Warning, "All {MaxConnections} connections are taken: more are closed at once")]
    private partial void ConnectionsExhausted(int maxConnections);

    [LoggerMessage(LogLevel.Information, "Connections are taken again; {Refused} were closed")]
    private partial void ConnectionsFree(long refused);
}
