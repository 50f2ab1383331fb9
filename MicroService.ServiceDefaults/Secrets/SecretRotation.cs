using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Tells those who hold a secret that it has changed, and counts that they took it.</summary>
public sealed class SecretRotation : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly SecretMetrics _metrics;
    private readonly ILogger<SecretRotation> _logger;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<FollowedSecret> _followed = [];

    internal SecretRotation(IConfiguration configuration, SecretMetrics metrics, ILogger<SecretRotation> logger, TimeProvider time) =>
        (_configuration, _metrics, _logger, _time) = (configuration, metrics, logger, time);

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
        var followed = new FollowedSecret(_configuration, secret, key, current, rotate, _metrics, _logger, _time);
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
