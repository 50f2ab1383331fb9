using System.Net;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Polly;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// Answers requests that failed because a dependency did, and that the service itself has no answer for: 504 where it was too slow, else 503
/// with the time to wait. Without it callers would take an outage of somebody else for a bug in here.
/// </summary>
internal sealed class DependencyRefusals(IRefusalWriter refusals, RepeatedFailures failures, ILogger<DependencyRefusals> logger) : IPipelineMiddleware
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    public PipelineStage Stage => PipelineStage.DependencyRefusals;

    public RequestDelegate Use(RequestDelegate next) => context => InvokeAsync(context, next);

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && Explain(exception) is not null)
        {
            var refusal = Explain(exception)!;
            // The breaker has said that it opened, and counts the calls it rejects.
            if (exception is not BrokenCircuitException && failures.IsDue("dependency", exception, out var others))
            {
                logger.DependencyFailed(exception, refusal.Status, others);
            }

            context.Response.Clear();
            await refusals.WriteAsync(context, refusal).ConfigureAwait(false);
        }
    }

    private static Refusal? Explain(Exception exception) => exception switch
    {
        // The second is a client's, over an answer whose headers came and whose body did not.
        TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException } => new Refusal(StatusCodes.Status504GatewayTimeout, "Something that this needs did not answer in time."),
        BrokenCircuitException { RetryAfter: var pause } => new Refusal(
            StatusCodes.Status503ServiceUnavailable,
            "Something that this needs failed too often and is left alone for a while.",
            pause is null || pause < ShortestPause ? ShortestPause : pause),
        ExecutionRejectedException => new Refusal(
            StatusCodes.Status503ServiceUnavailable, "Too many calls of something that this needs are under way. Try again.", ShortestPause),
        HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError } => new Refusal(StatusCodes.Status503ServiceUnavailable, "Something that this needs cannot be reached. Try again.", Pause),
        _ => null,
    };
}
