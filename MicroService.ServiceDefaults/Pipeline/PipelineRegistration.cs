using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>Registers the stages of the pipeline.</summary>
internal static class PipelineRegistration
{
    /// <summary>Adds a stage, whatever the order of the calls: <see cref="PipelineStage"/> says where it stands.</summary>
    public static IServiceCollection AddPipelineMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IPipelineMiddleware
    {
        if (services.All(static service => service.ServiceType != typeof(IPipelineMiddleware)))
        {
            // The host's own filter is a startup filter, too: the pipeline goes around it.
            services.Insert(0, Filter(isOutside: true));
            services.Add(Filter(isOutside: false));
        }

        services.AddSingleton<T>();
        return services.AddSingleton<IPipelineMiddleware>(static provider => provider.GetRequiredService<T>());
    }

    /// <summary>Adds headers to every answer.</summary>
    public static IServiceCollection AddResponseHeaders<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IResponseHeaders
    {
        if (services.All(static service => service.ImplementationType != typeof(ResponseHeaders)))
        {
            services.AddPipelineMiddleware<ResponseHeaders>();
        }

        services.TryAddSingleton<T>();
        return services.AddSingleton<IResponseHeaders>(static provider => provider.GetRequiredService<T>());
    }

    private static ServiceDescriptor Filter(bool isOutside) =>
        ServiceDescriptor.Singleton<IStartupFilter>(provider => new PipelineFilter(provider.GetServices<IPipelineMiddleware>(), isOutside));
}
