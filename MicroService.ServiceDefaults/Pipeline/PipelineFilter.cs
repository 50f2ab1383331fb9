using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>The stages on one side of <see cref="PipelineStage.HostFilter"/>, which is the host's own startup filter.</summary>
internal sealed class PipelineFilter(IEnumerable<IPipelineMiddleware> middleware, bool isOutside) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        foreach (var stage in middleware.Where(stage => stage.Stage < PipelineStage.HostFilter == isOutside).OrderBy(static stage => stage.Stage))
        {
            app.Use(stage.Use);
        }

        next(app);
    };
}
