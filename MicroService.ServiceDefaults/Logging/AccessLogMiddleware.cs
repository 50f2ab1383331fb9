using System.Net;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Logs one line a request, of a sample of them and of all that failed or were slow.</summary>
internal sealed partial class AccessLogMiddleware(IOptionsMonitor<AccessLogOptions> options, TimeProvider time, ILogger<AccessLogMiddleware> logger) : IPipelineMiddleware
{
    private long _requests;

    public PipelineStage Stage => PipelineStage.AccessLog;

    public RequestDelegate Use(RequestDelegate next) =>
        context => options.CurrentValue is { Enabled: true } current ? InvokeAsync(context, next, current) : next(context);

    private async Task InvokeAsync(HttpContext context, RequestDelegate next, AccessLogOptions current)
    {
        var started = time.GetTimestamp();
        var hasFailed = true;
        try
        {
            await next(context).ConfigureAwait(false);
            hasFailed = false;
        }
        finally
        {
            // The server answers a failure that reaches it with 500, after this.
            var status = hasFailed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
            var duration = time.GetElapsedTime(started);
            if (IsInSample(current.SampleRate) | (hasFailed || status >= StatusCodes.Status500InternalServerError || duration >= current.SlowThreshold))
            {
                RequestEnded(
                    context.Request.Method,
                    context.Request.Path.Value ?? "",
                    context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : status,
                    duration,
                    (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route",
                    context.Connection.RemoteIpAddress);
            }
        }
    }

    // Evenly spread rather than by chance: of any hundred requests in a row a rate of 0.05 logs five.
    private bool IsInSample(double rate) => Interlocked.Increment(ref _requests) is var number && Math.Floor(number * rate) > Math.Floor((number - 1) * rate);

    [LoggerMessage(
        EventName = "RequestEnded", Level = LogLevel.Information, Message = "{Method} {Path} was answered with {Status} after {Duration} ({Route}, from {Client})")]
    private partial void RequestEnded(string method, string path, int status, TimeSpan duration, string route, IPAddress? client);
}
