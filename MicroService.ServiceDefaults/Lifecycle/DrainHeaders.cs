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
