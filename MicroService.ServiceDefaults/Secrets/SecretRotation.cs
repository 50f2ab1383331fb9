using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Tells those who hold a secret that it has changed, and counts that they took it.</summary>
public sealed class SecretRotation(IConfiguration configuration, IMeterFactory meters, ILogger<SecretRotation> logger, TimeProvider time) : IDisposable
{
    private readonly SecretMetrics _metrics = new(meters);
    private readonly Lock _lock = new();
    private readonly List<FollowedSecret> _followed = [];

    /// <summary>
    /// Calls <paramref name="rotate"/> with each new value of the setting, one after the other. It answers true when the value is in use; false
    /// means that this one takes a restart. It is cancelled when there is a newer one. When it throws it is called again, after a pause that
    /// doubles up to 10 s; the log says so after 30 s, and every ten minutes from then on.
    /// </summary>
    /// <param name="secret">The name in metrics and logs, such as a dependency's.</param>
    /// <param name="key">The setting.</param>
    /// <param name="current">The value in use.</param>
    /// <param name="rotate">Takes the new value into use.</param>
    public void Follow(string secret, string key, string current, Func<string, CancellationToken, Task<bool>> rotate)
    {
        var followed = new FollowedSecret(configuration, secret, key, current, rotate, _metrics, logger, time);
        followed.Begin();
        lock (_lock)
        {
            _followed.Add(followed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _followed.ForEach(static secret => secret.Dispose());
            _followed.Clear();
        }
    }
}

/// <summary>Registers the rotation of secrets.</summary>
public static class SecretRegistration
{
    /// <summary>Adds <see cref="SecretRotation"/>: owners of a secret follow it there.</summary>
    public static IHostApplicationBuilder AddSecretRotation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<SecretRotation>();
        return builder;
    }
}
