using System.Threading.RateLimiting;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>Limits concurrent requests, queues the overflow in FIFO order and rejects the rest with 503 before reading the body, which the server discards.</summary>
/// <remarks>
/// ASP.NET Core's rate limiting middleware, on the same limiter, has no timeout for the queue, keeps a permit to the end of the request, and has
/// one global limiter, which the limits of single callers take.
/// </remarks>
internal sealed partial class RequestGate(
    IOptions<LimitOptions> options, IRefusalWriter refusals, LimitMetrics metrics, TimeProvider time, ILogger<RequestGate> logger) : IPipelineMiddleware, IDisposable
{
    private static readonly Refusal Overloaded = new(
        StatusCodes.Status503ServiceUnavailable, "The service has more requests than it can take. Try again.", TimeSpan.FromSeconds(1));

    // Overload comes and goes by the request: it is over when it stays away.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private ConcurrencyLimiter? _limiter;
    private long _shed;
    private long _lastShed;

    public long Active => _limiter?.GetStatistics() is { } now ? options.Value.MaxConcurrentRequests - now.CurrentAvailablePermits : 0;

    public long Queued => _limiter?.GetStatistics()?.CurrentQueuedCount ?? 0;

    public PipelineStage Stage => PipelineStage.Gate;

    public RequestDelegate Use(RequestDelegate next)
    {
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.MaxConcurrentRequests,
            QueueLimit = options.Value.QueuedRequests,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _limiter = limiter;
        metrics.Observe(this, options.Value.MaxConcurrentRequests);
        return context => InvokeAsync(context, next, limiter);
    }

    // Meters still read it after that.
    public void Dispose() => Interlocked.Exchange(ref _limiter, null)?.Dispose();

    private async Task InvokeAsync(HttpContext context, RequestDelegate next, ConcurrencyLimiter limiter)
    {
        var lease = limiter.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            lease = await WaitAsync(context, limiter, lease).ConfigureAwait(false);
        }

        if (!lease.IsAcquired)
        {
            await ShedAsync(context).ConfigureAwait(false);
            return;
        }

        // An endpoint without limits gives it back earlier; a lease can be disposed twice.
        context.Features.Set(lease);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            lease.Dispose();
        }

        if (_shed > 0 && Queued == 0 && time.GetElapsedTime(Volatile.Read(ref _lastShed)) > Quiet && Interlocked.Exchange(ref _shed, 0) is > 0 and var shed)
        {
            SheddingEnded(shed);
        }
    }

    private async ValueTask<RateLimitLease> WaitAsync(HttpContext context, ConcurrencyLimiter limiter, RateLimitLease rejected)
    {
        // A client that goes while more of its body has come than is kept unread is not noticed: it waits until the timeout.
        using var timeout = new CancellationTokenSource(options.Value.QueueTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            return await limiter.AcquireAsync(1, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return rejected;
        }
    }

    private Task ShedAsync(HttpContext context)
    {
        metrics.Shed();
        Volatile.Write(ref _lastShed, time.GetTimestamp());
        if (Interlocked.Increment(ref _shed) == 1)
        {
            SheddingBegan();
        }

        return refusals.WriteAsync(context, Overloaded);
    }

    [LoggerMessage(LogLevel.Warning, "More requests than the service can take: callers get 503")]
    private partial void SheddingBegan();

    [LoggerMessage(LogLevel.Information, "All requests are taken again; {Shed} callers got 503")]
    private partial void SheddingEnded(long shed);
}
