using System.Net;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// Answers requests that failed because a dependency did, and that the service itself has no answer for: 504 where it was too slow, else 503
/// with the time to wait. Without it an outage of a dependency would look like a bug of the service.
/// </summary>
internal sealed partial class DependencyRefusals(IRefusalWriter refusals, RepeatedFailures failures, ILogger<DependencyRefusals> logger) : IPipelineMiddleware
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
                DependencyFailed(exception, refusal.Status, others);
            }

            context.Response.Clear();
            await refusals.WriteAsync(context, refusal).ConfigureAwait(false);
        }
    }

    private static Refusal? Explain(Exception exception) => exception switch
    {
        // The second is a client's, over an answer whose headers came and whose body did not.
        TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException } =>
            new(StatusCodes.Status504GatewayTimeout, "An upstream dependency did not answer in time."),
        BrokenCircuitException { RetryAfter: var pause } => Unavailable(
            "An upstream dependency is unavailable (circuit open).", pause is null || pause < ShortestPause ? ShortestPause : pause.Value),
        ExecutionRejectedException => Unavailable("Too many calls of an upstream dependency are in flight. Try again.", ShortestPause),
        HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError } =>
            Unavailable("An upstream dependency is unreachable. Try again.", Pause),
        _ => null,
    };

    private static Refusal Unavailable(string detail, TimeSpan retryAfter) => new(StatusCodes.Status503ServiceUnavailable, detail, retryAfter);

    [LoggerMessage(LogLevel.Warning, "A request was answered with {Status}: a dependency failed; {Others} similar failures since the last such line")]
    private partial void DependencyFailed(Exception exception, int status, long others);
}
