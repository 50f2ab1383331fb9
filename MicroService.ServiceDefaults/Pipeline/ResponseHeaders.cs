using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>Headers of every answer.</summary>
internal interface IResponseHeaders
{
    /// <summary>Writes them when the answer starts, since error handling clears the headers that it finds.</summary>
    void WriteTo(HttpContext context);
}

/// <summary>Has all <see cref="IResponseHeaders"/> written in one callback: each callback costs a request as much as several headers do.</summary>
internal sealed class ResponseHeaders : IPipelineMiddleware
{
    private readonly IResponseHeaders[] _headers;
    private readonly Func<object, Task> _write;

    public ResponseHeaders(IEnumerable<IResponseHeaders> headers)
    {
        _headers = [.. headers];
        _write = Write;
    }

    public PipelineStage Stage => PipelineStage.ResponseHeaders;

    public RequestDelegate Use(RequestDelegate next) => context =>
    {
        context.Response.OnStarting(_write, context);
        return next(context);
    };

    private Task Write(object context)
    {
        foreach (var headers in _headers)
        {
            headers.WriteTo((HttpContext)context);
        }

        return Task.CompletedTask;
    }
}
