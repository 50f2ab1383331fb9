using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Gives the refusal of a host that <c>AllowedHosts</c> does not name the form of all others; the host's own filter ends such a request before anything of the service sees it.</summary>
internal sealed class HostRefusal(IRefusalWriter refusals) : IPipelineMiddleware
{
    private static readonly Refusal NotServed = new(StatusCodes.Status400BadRequest, "No host of this name is served here.");

    public PipelineStage Stage => PipelineStage.HostRefusal;

    public RequestDelegate Use(RequestDelegate next) => context => InvokeAsync(context, next);

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false } && context.Features.Get<HostAdmission>() is null)
        {
            await refusals.WriteAsync(context, NotServed).ConfigureAwait(false);
        }
    }
}
