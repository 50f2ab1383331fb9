using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Marks requests that the host's own filter has let in.</summary>
internal sealed class HostAdmission : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(pipeline => context =>
        {
            context.Features.Set(this);
            return pipeline(context);
        });
        next(app);
    };
}
