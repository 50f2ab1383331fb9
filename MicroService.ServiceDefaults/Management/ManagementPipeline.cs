using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// Answers the management listener before anything of the service sees the request: no routing, authentication, limits or
/// host filtering in common, so neither port can reach or starve the other.
/// </summary>
internal sealed class ManagementPipeline(ManagementAccess access) : IPipelineMiddleware
{
    private static readonly ManagementProblem NoChange = new(
        "Forbidden", StatusCodes.Status403Forbidden, "Without Management:Token only callers on this host change anything: kubectl port-forward makes you one.");

    public Dictionary<string, ManagementEndpoint> Endpoints { get; } = new(StringComparer.Ordinal);

    public PipelineStage Stage => PipelineStage.Management;

    public RequestDelegate Use(RequestDelegate next)
    {
        access.Begin();
        return context => ManagementListener.IsManagement(context) ? Answer(context) : next(context);
    }

    private Task Answer(HttpContext context)
    {
        // Probes and scrapes would drown what the service's users see.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } tags)
        {
            tags.MetricsDisabled = true;
        }

        var response = context.Response;
        SecurityHeaders.AddTo(response.Headers);
        response.Headers.CacheControl = "no-store";
        var isKnown = Endpoints.TryGetValue(context.Request.Path.Value ?? "", out var endpoint);
        if (endpoint is not { IsProbe: true } && access.Reject(context) is { } status)
        {
            response.StatusCode = status;
            if (status == StatusCodes.Status403Forbidden)
            {
                return response.WriteAsJsonAsync(NoChange, ManagementJson.Default.ManagementProblem, "application/problem+json", context.RequestAborted);
            }

            response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        }

        if (!isKnown)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!endpoint!.Methods.Contains(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = string.Join(", ", endpoint.Methods);
            return Task.CompletedTask;
        }

        return endpoint.Handler(context);
    }
}

/// <summary>What answers a path of the management port.</summary>
/// <param name="Handler">Answers.</param>
/// <param name="Methods">The methods that it answers.</param>
/// <param name="IsProbe">Whether it answers without a token: the kubelet has none.</param>
internal sealed record ManagementEndpoint(RequestDelegate Handler, IReadOnlyList<string> Methods, bool IsProbe);
