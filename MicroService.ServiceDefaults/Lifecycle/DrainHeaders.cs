using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Asks clients to go elsewhere with their next request while the service drains: <c>Connection: close</c>, on HTTP/2 GOAWAY. When the
/// answer starts, not when the request comes: it may come before the signal and end after it.
/// </summary>
internal sealed class DrainHeaders(DrainState state) : IResponseHeaders
{
    public void WriteTo(HttpContext context)
    {
        if (!state.IsDraining)
        {
            return;
        }

        if (HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
        else
        {
            context.Response.Headers.Connection = "close";
        }
    }
}

/// <summary>Whether the service is on its way out. It never comes back.</summary>
public sealed class DrainState
{
    private volatile bool _isDraining;

    /// <summary>True from the first signal on.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Whether the service was ever ready, so that load balancers may send it requests; without probes it was from its start on.</summary>
    internal Func<bool> WasReady { get; set; } = static () => true;

    /// <summary>The exit code of a service that gave itself up; null as long as it did not.</summary>
    internal int? GivenUpWith { get; set; }

    internal void Begin() => _isDraining = true;
}
