using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// Answers the management listener before anything of the service sees the request: no routing, authentication, limits or
/// host filtering in common, so neither port can reach or starve the other.
/// </summary>
internal sealed class ManagementPipeline(ManagementAccess access, IRefusalWriter refusals) : IPipelineMiddleware
{
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
        var endpoint = Endpoints.GetValueOrDefault(context.Request.Path.Value ?? "");
        if (endpoint is not { IsProbe: true } && access.Reject(context) is { } refusal)
        {
            return refusals.WriteAsync(context, refusal);
        }

        if (endpoint is null)
        {
            return refusals.WriteAsync(context, new Refusal(StatusCodes.Status404NotFound, $"There is nothing at {context.Request.Path}."));
        }

        if (!endpoint.Methods.Contains(context.Request.Method))
        {
            response.Headers.Allow = string.Join(", ", endpoint.Methods);
            return refusals.WriteAsync(
                context,
                new Refusal(StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} takes {response.Headers.Allow}, not {context.Request.Method}."));
        }

        return endpoint.Handler(context);
    }
}

/// <summary>What answers a path of the management port.</summary>
/// <param name="Handler">Answers.</param>
/// <param name="Methods">The methods that it answers.</param>
/// <param name="IsProbe">Whether it answers without a token or client certificate: the kubelet presents neither.</param>
internal sealed record ManagementEndpoint(RequestDelegate Handler, IReadOnlyList<string> Methods, bool IsProbe);
