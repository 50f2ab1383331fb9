using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// Answers the management listener before anything of the service sees the request: no routing, authentication, limits or
/// host filtering in common, so neither port can reach or starve the other.
/// </summary>
internal sealed class ManagementPipeline : IStartupFilter
{
    public Dictionary<string, RequestDelegate> Handlers { get; } = new(StringComparer.Ordinal);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(pipeline => context => ManagementListener.IsManagement(context) ? Answer(context) : pipeline(context));
        next(app);
    };

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
