using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>
/// Cancels requests that take too long. One timer polls all of them, so that no request needs a timer of its own; its timeout may
/// come a tenth, and at most a second, late.
/// </summary>
/// <remarks>
/// ASP.NET Core's own middleware needs the endpoint, so that the wait for <see cref="RequestGate"/> would not count, and makes a linked token
/// source with a timer for each request.
/// </remarks>
internal sealed class RequestTimeLimit(RequestsInFlight requests, IOptions<LimitOptions> options, TimeProvider time) : IPipelineMiddleware, IDisposable
{
    private static readonly Refusal TimedOut = new(StatusCodes.Status504GatewayTimeout, "The request took longer than the service allows.");

    private ITimer? _timer;

    public PipelineStage Stage => PipelineStage.TimeLimit;

    public RequestDelegate Use(RequestDelegate next)
    {
        var limit = options.Value.RequestTimeout;
        var period = TimeSpan.FromTicks(Math.Min(limit.Ticks / 10, TimeSpan.TicksPerSecond));
        _timer = time.CreateTimer(_ => EndOverdue(), null, period, period);
        return context =>
        {
            if (RequestLifetime.Of(context) is { } request)
            {
                request.TimeLimit = limit;
            }

            return next(context);
        };
    }

    public void Dispose() => _timer?.Dispose();

    private void EndOverdue()
    {
        foreach (var request in requests.All())
        {
            if (time.GetElapsedTime(request.Started) >= request.TimeLimit)
            {
                request.End(TimedOut);
            }
        }
    }
}
