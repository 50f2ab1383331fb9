using MicroService.Api.History;
using MicroService.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace MicroService.Api.Problems;

/// <summary>Turns exceptions, which are bugs or infrastructure, into problems that tell the caller nothing of our insides.</summary>
internal sealed partial class ProblemExceptionHandler(RepeatedFailures failures, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            if (exception is not (OperationCanceledException or IOException))
            {
                // The client has disconnected; the failure is logged all the same.
                Describe(exception);
            }

            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        await Describe(exception).ExecuteAsync(httpContext).ConfigureAwait(false);
        return true;
    }

    private ProblemResult Describe(Exception exception)
    {
        switch (exception)
        {
            case HistoryUnavailableException { RetryAfter: var pause }:
                DependencyDown(exception, "history");
                return new ProblemResult(ProblemType.DependencyDown, "The audit history does not answer. Try again.", retryAfter: AtLeastOneSecond(pause ?? Pause));
            case BrokenCircuitException { RetryAfter: var pause }:
                DependencyDown(exception, "dependency of this call");
                return new ProblemResult(ProblemType.DependencyDown, "An upstream dependency is unavailable (circuit open).", retryAfter: AtLeastOneSecond(pause ?? Pause));
            case RateLimiterRejectedException:
                Overloaded(exception);
                return new ProblemResult(ProblemType.Overloaded, "Too many calls of an upstream dependency are in flight. Try again.", retryAfter: TimeSpan.FromSeconds(1));
            case ExecutionRejectedException:
                DependencyDown(exception, "dependency of this call");
                return new ProblemResult(ProblemType.DependencyDown, "An upstream dependency did not answer in time. Try again.", retryAfter: Pause);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ProblemResult(ProblemType.TooLarge, exception.Message);
            case BadHttpRequestException bad:
                return new ProblemResult(ProblemType.For(bad.StatusCode) ?? ProblemType.BadRequest, bad.Message);
            case IOException { InnerException: OverflowException }:
                // The server has a status for every malformed chunk but one whose size has too many digits.
                return new ProblemResult(ProblemType.BadRequest, exception.Message);
            case OutOfMemoryException:
                OutOfMemory(exception);
                return new ProblemResult(ProblemType.Overloaded, "The service has no memory left for this. Try again.", retryAfter: Pause);
            default:
                Unexpected(exception);
                return new ProblemResult(ProblemType.Internal, "The error is in the service's log under the correlation id.");
        }
    }

    private static TimeSpan AtLeastOneSecond(TimeSpan pause) => pause < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : pause;

    // The breaker has said that it opened, and metrics count the calls it rejects; of other failures the first one is worth its stack trace.
    private void DependencyDown(Exception exception, string dependency)
    {
        if (exception is not BrokenCircuitException && exception.InnerException is not BrokenCircuitException && failures.IsDue(dependency, exception, out var others))
        {
            Down(exception, dependency, others);
        }
    }

    private void Overloaded(Exception exception)
    {
        if (failures.IsDue("bulkhead", exception, out var others))
        {
            Full(exception, others);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Dependency} failed a request; {Others} similar failures since the last such line")]
    private partial void Down(Exception exception, string dependency, long others);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many calls of a dependency are under way; {Others} more requests rejected since the last such line")]
    private partial void Full(Exception exception, long others);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed for lack of memory")]
    private partial void OutOfMemory(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed unexpectedly")]
    private partial void Unexpected(Exception exception);
}
