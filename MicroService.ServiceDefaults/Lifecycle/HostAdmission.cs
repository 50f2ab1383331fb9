using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Marks requests that the host's own filter has let in.</summary>
internal sealed class HostAdmission : IPipelineMiddleware
{
    public PipelineStage Stage => PipelineStage.HostAdmission;

    public RequestDelegate Use(RequestDelegate next) => context =>
    {
        context.Features.Set(this);
        return next(context);
    };
}
