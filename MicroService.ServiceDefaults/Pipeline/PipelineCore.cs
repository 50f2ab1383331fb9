using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>The stages between <see cref="PipelineStage.HostFilter"/> and the application.</summary>
internal sealed class PipelineCore(IEnumerable<IPipelineMiddleware> middleware) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseStages(middleware.Where(stage => stage.Stage > PipelineStage.HostFilter));
        next(app);
    };
}
