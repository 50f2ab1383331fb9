using MicroService.ServiceDefaults.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>Registers correlation: accepted or made, echoed, logged, on spans, sent on by every HttpClient.</summary>
public static class CorrelationRegistration
{
    /// <summary>Adds correlation for incoming requests and for clients of IHttpClientFactory.</summary>
    public static IHostApplicationBuilder AddCorrelation(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(static service => service.ServiceType == typeof(CorrelationMiddleware)))
        {
            return builder;
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddPipelineMiddleware<CorrelationMiddleware>().AddResponseHeaders<CorrelationMiddleware>();
        builder.Services.AddTransient<CorrelationHandler>();
        builder.Services.ConfigureHttpClientDefaults(static client => client.AddHttpMessageHandler<CorrelationHandler>());
        return builder;
    }
}
