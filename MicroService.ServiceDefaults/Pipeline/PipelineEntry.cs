using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>The stages before <see cref="PipelineStage.HostFilter"/>.</summary>
internal sealed class PipelineEntry(IEnumerable<IPipelineMiddleware> middleware) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseStages(middleware.Where(stage => stage.Stage < PipelineStage.HostFilter));
        next(app);
    };
}
