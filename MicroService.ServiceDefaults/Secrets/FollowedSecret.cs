using MicroService.ServiceDefaults.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Watches one setting and rotates what is made of it, one rotation at a time, until it is done; a newer value cancels one under way.</summary>
internal sealed class FollowedSecret : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Until then it may be a rotation under way: the file first, the password a little later.</summary>
    private static readonly TimeSpan FirstWarning = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(10);

    private readonly IConfiguration _configuration;
    private readonly string _secret;
    private readonly string _key;
    private readonly Func<string, CancellationToken, Task<bool>> _rotate;
    private readonly SecretMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly Lock _lock = new();
    private CancellationTokenSource _superseded = new();
    private Task _rotating = Task.CompletedTask;
    private string _wanted;
    private bool _isDisposed;

    public FollowedSecret(
        IConfiguration configuration,
        string secret,
        string key,
        string current,
        Func<string, CancellationToken, Task<bool>> rotate,
        SecretMetrics metrics,
        ILogger logger,
        TimeProvider time)
    {
        (_configuration, _secret, _key, _wanted, _rotate, _metrics, _logger, _time) = (configuration, secret, key, current, rotate, metrics, logger, time);
        metrics.Follow(secret);
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Look);
        Look();
    }

    public void Dispose()
    {
        _subscription.Dispose();
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _superseded.Cancel();
                _superseded.Dispose();
            }
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            // Taken away is not rotated: what is in use stays so. Read in here, so that the last one to look has the newest.
            if (_isDisposed || _configuration[_key] is not { Length: > 0 } value || value == _wanted)
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
        var begun = _time.GetTimestamp();
        var warning = FirstWarning;
        for (var pause = FirstPause; !superseded.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
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

                return;
            }
            catch (Exception exception)
            {
                // With a newer value, that one is next.
                if (!superseded.IsCancellationRequested && _time.GetElapsedTime(begun) is var elapsed && elapsed >= warning)
                {
                    warning = elapsed + BetweenWarnings;
                    _logger.NotLetIn(_secret, DependencyFailure.Describe(exception));
                }
            }

            await Task.Delay(pause, _time, superseded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
