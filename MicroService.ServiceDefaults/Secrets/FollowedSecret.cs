using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Watches one setting and rotates what is made of it, one rotation at a time; a newer value cancels one under way.</summary>
internal sealed class FollowedSecret : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly string _secret;
    private readonly string _key;
    private readonly Func<string, CancellationToken, Task<bool>> _rotate;
    private readonly SecretMetrics _metrics;
    private readonly ILogger _logger;
    private readonly IDisposable _subscription;
    private readonly Lock _lock = new();
    private CancellationTokenSource _superseded = new();
    private Task _rotating = Task.CompletedTask;
    private string _wanted;

    public FollowedSecret(
        IConfiguration configuration,
        string secret,
        string key,
        string current,
        Func<string, CancellationToken, Task<bool>> rotate,
        SecretMetrics metrics,
        ILogger logger)
    {
        (_configuration, _secret, _key, _wanted, _rotate, _metrics, _logger) = (configuration, secret, key, current, rotate, metrics, logger);
        metrics.Follow(secret);
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Look);
        Look();
    }

    public void Dispose()
    {
        _subscription.Dispose();
        lock (_lock)
        {
            _superseded.Cancel();
            _superseded.Dispose();
        }
    }

    private void Look()
    {
        // Taken away is not rotated: what is in use stays so.
        if (_configuration[_key] is not { Length: > 0 } value)
        {
            return;
        }

        lock (_lock)
        {
            if (value == _wanted)
            {
                return;
            }

            _wanted = value;
            _superseded.Cancel();
            _superseded.Dispose();
            _superseded = new CancellationTokenSource();
            _rotating = RotateAsync(_rotating, value, _superseded.Token);
        }
    }

    private async Task RotateAsync(Task last, string value, CancellationToken superseded)
    {
        // It never fails: it ends below.
        await last.ConfigureAwait(false);
        try
        {
            if (await _rotate(value, superseded).ConfigureAwait(false))
            {
                _metrics.Rotated(_secret);
                _logger.Rotated(_secret);
            }
            else
            {
                _logger.RotationNeedsRestart(_secret);
            }
        }
        catch (OperationCanceledException) when (superseded.IsCancellationRequested)
        {
            // The newer value is next.
        }
        catch (Exception exception)
        {
            _logger.RotationFailed(exception, _secret);
        }
    }
}
