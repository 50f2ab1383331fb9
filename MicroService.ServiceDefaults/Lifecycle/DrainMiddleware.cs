using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Asks clients to go elsewhere with their next request: <c>Connection: close</c>, on HTTP/2 GOAWAY.</summary>
internal sealed class DrainMiddleware(DrainState state) : IPipelineMiddleware
{
    public PipelineStage Stage => PipelineStage.Drain;

    public RequestDelegate Use(RequestDelegate next) => context =>
    {
        // When the answer starts, not when the request comes: it may come before the signal and end after it.
        context.Response.OnStarting(AskToLeave, context);
        return next(context);
    };

    private Task AskToLeave(object request)
    {
        if (state.IsDraining)
        {
            var context = (HttpContext)request;
            if (HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }
            else
            {
                context.Response.Headers.Connection = "close";
            }
        }

        return Task.CompletedTask;
    }
}
