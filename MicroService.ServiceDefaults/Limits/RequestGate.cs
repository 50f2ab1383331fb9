using System.Threading.RateLimiting;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>
/// Lets in so many requests at once, keeps some waiting, oldest first, and sends the rest away with 503 before anything of them
/// was read but their headers. What of a body comes after that is thrown away by the server.
/// </summary>
internal sealed class RequestGate : IPipelineMiddleware, IDisposable
{
    private static readonly Refusal Overloaded = new(
        StatusCodes.Status503ServiceUnavailable, "The service has more requests than it can take. Try again.", TimeSpan.FromSeconds(1));

    // Overload comes and goes by the request: it is over when it stays away.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly IOptions<LimitOptions> _options;
    private readonly IRefusalWriter _refusals;
    private readonly LimitMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestGate> _logger;
    private ConcurrencyLimiter? _limiter;
    private long _shed;
    private long _lastShed;

    public RequestGate(IOptions<LimitOptions> options, IRefusalWriter refusals, LimitMetrics metrics, TimeProvider time, ILogger<RequestGate> logger)
    {
        _options = options;
        _refusals = refusals;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    public long Active => _limiter?.GetStatistics() is { } now ? _options.Value.MaxConcurrentRequests - now.CurrentAvailablePermits : 0;

    public long Queued => _limiter?.GetStatistics()?.CurrentQueuedCount ?? 0;

    public PipelineStage Stage => PipelineStage.Gate;

    public RequestDelegate Use(RequestDelegate next)
    {
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = _options.Value.MaxConcurrentRequests,
            QueueLimit = _options.Value.QueuedRequests,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _limiter = limiter;
        _metrics.Observe(this, _options.Value.MaxConcurrentRequests);
        return context => InvokeAsync(context, next, limiter);
    }

    // Meters still look at it after that.
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

        var permit = new RequestPermit(lease);
        context.Features.Set(permit);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            permit.Release();
        }

        if (_shed > 0 && Queued == 0 && _time.GetElapsedTime(Volatile.Read(ref _lastShed)) > Quiet && Interlocked.Exchange(ref _shed, 0) is > 0 and var shed)
        {
            _logger.SheddingEnded(shed);
        }
    }

    private async ValueTask<RateLimitLease> WaitAsync(HttpContext context, ConcurrencyLimiter limiter, RateLimitLease refused)
    {
        // A client that goes while more of its body has come than is kept unread is not noticed: it waits to the end of its time.
        using var patience = new CancellationTokenSource(_options.Value.QueueTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await limiter.AcquireAsync(1, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return refused;
        }
    }

    private Task ShedAsync(HttpContext context)
    {
        _metrics.Shed();
        Volatile.Write(ref _lastShed, _time.GetTimestamp());
        if (Interlocked.Increment(ref _shed) == 1)
        {
            _logger.SheddingBegan();
        }

        return _refusals.WriteAsync(context, Overloaded);
    }
}
