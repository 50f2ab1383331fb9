using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Tracks requests in flight, and answers or aborts those that the service ends early.</summary>
internal sealed class RequestLifetimeMiddleware(
    RequestsInFlight requests,
    IRefusalWriter refusals,
    TimeProvider time,
    ILogger<RequestLifetimeMiddleware> logger) : IPipelineMiddleware
{
    public PipelineStage Stage => PipelineStage.Lifetime;

    public RequestDelegate Use(RequestDelegate next) => context => InvokeAsync(context, next);

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var connection = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var lifetime = new RequestLifetime(context, connection, time.GetTimestamp());
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        requests.Add(lifetime);
        var isCut = false;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.Cause is not null)
        {
            isCut = true;
        }
        finally
        {
            requests.Remove(lifetime);
            lifetime.Dispose();
        }

        if (lifetime.Cause is { } cause && !lifetime.HasClientGone)
        {
            await EndAsync(context, lifetime, cause, isCut).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(HttpContext context, RequestLifetime lifetime, Refusal cause, bool isCut)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            if (isCut || lifetime.MayBeTruncated)
            {
                logger.RequestCut(lifetime.Method, lifetime.Route, time.GetElapsedTime(lifetime.Started), cause.Detail);
                lifetime.Abort();
            }
        }
        else if (isCut || response.StatusCode == StatusCodes.Status499ClientClosedRequest)
        {
            // Error handling further in treats a canceled token as a client that has disconnected.
            logger.RequestRefused(lifetime.Method, lifetime.Route, time.GetElapsedTime(lifetime.Started), cause.Status, cause.Detail);
            response.Clear();
            await refusals.WriteAsync(context, cause).ConfigureAwait(false);
        }
    }
}
