using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// Answers the management listener before anything of the service sees the request: no routing, authentication, limits or
/// host filtering in common, so neither port can reach or starve the other.
/// </summary>
internal sealed class ManagementPipeline : IPipelineMiddleware
{
    public Dictionary<string, RequestDelegate> Handlers { get; } = new(StringComparer.Ordinal);

    public PipelineStage Stage => PipelineStage.Management;

    public RequestDelegate Use(RequestDelegate next) => context => ManagementListener.IsManagement(context) ? Answer(context) : next(context);

    private Task Answer(HttpContext context)
    {
        // Probes and scrapes would drown what the service's users see.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
        {
            metrics.MetricsDisabled = true;
        }

        var response = context.Response;
        SecurityHeaders.AddTo(response.Headers);
        response.Headers.CacheControl = "no-store";
        if (!Handlers.TryGetValue(context.Request.Path.Value ?? "", out var handler))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        return handler(context);
    }
}
