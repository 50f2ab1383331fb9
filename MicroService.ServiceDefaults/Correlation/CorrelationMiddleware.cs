using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>Takes or makes the correlation id of a request and echoes it.</summary>
internal sealed class CorrelationMiddleware(TimeProvider time) : IPipelineMiddleware, IResponseHeaders
{
    public PipelineStage Stage => PipelineStage.Correlation;

    public RequestDelegate Use(RequestDelegate next) => request => Invoke(request, next);

    public void WriteTo(HttpContext context) =>
        context.Response.Headers[CorrelationId.HeaderName] = context.Features.Get<ICorrelationFeature>()?.Id;

    // Not async and never disposed on purpose: what it sets has to reach the server's own lines about the request, such as an
    // unhandled exception, too. Kestrel restores the execution context after each request.
    private Task Invoke(HttpContext request, RequestDelegate next)
    {
        var given = request.Request.Headers[CorrelationId.HeaderName];
        var id = given.Count == 1 && CorrelationId.IsSane(given[0]) ? given[0]! : CorrelationId.Create(time);
        CorrelationContext.Begin(id, request.Request);
        request.Features.Set<ICorrelationFeature>(new CorrelationFeature(id));
        return next(request);
    }

    private sealed record CorrelationFeature(string Id) : ICorrelationFeature;
}

/// <summary>The correlation id of a request, for code that has its HttpContext.</summary>
public interface ICorrelationFeature
{
    /// <summary>The id, always sane.</summary>
    string Id { get; }
}
