using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Registers the rotation of secrets.</summary>
public static class SecretRegistration
{
    /// <summary>Adds <see cref="SecretRotation"/>: whoever holds a secret follows it there.</summary>
    public static IHostApplicationBuilder AddSecretRotation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<SecretMetrics>();
        builder.Services.TryAddSingleton(static provider => new SecretRotation(
            provider.GetRequiredService<IConfiguration>(),
            provider.GetRequiredService<SecretMetrics>(),
            provider.GetRequiredService<ILogger<SecretRotation>>(),
            provider.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
