using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Headers that every answer of the service carries.</summary>
internal sealed class SecurityHeaders : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(pipeline => context =>
        {
            // At the last moment, since error handling clears the headers it finds.
            context.Response.OnStarting(
                static state =>
                {
                    ((HttpContext)state).Response.Headers.XContentTypeOptions = "nosniff";
                    return Task.CompletedTask;
                },
                context);
            return pipeline(context);
        });
        next(app);
    };
}
