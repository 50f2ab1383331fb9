using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Watches one setting and rotates what is made of it, one rotation at a time, until it is done; a newer value cancels one under way.</summary>
internal sealed class FollowedSecret(
    IConfiguration configuration,
    string secret,
    string key,
    string current,
    Func<string, CancellationToken, Task<bool>> rotate,
    SecretMetrics metrics,
    ILogger logger,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Until then it may be a rotation under way: the file first, the password a little later.</summary>
    private static readonly TimeSpan FirstWarning = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private CancellationTokenSource _superseded = new();
    private Task _rotating = Task.CompletedTask;
    private string _wanted = current;
    private IDisposable? _subscription;
    private bool _isDisposed;

    public void Begin()
    {
        metrics.Follow(secret);
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Look);
        Look();
    }

    public void Dispose()
    {
        _subscription?.Dispose();
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
            if (_isDisposed || configuration[key] is not { Length: > 0 } value || value == _wanted)
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
        var begun = time.GetTimestamp();
        var warning = FirstWarning;
        for (var pause = FirstPause; !superseded.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                if (await rotate(value, superseded).ConfigureAwait(false))
                {
                    metrics.Rotated(secret);
                    logger.Rotated(secret);
                }
                else
                {
                    logger.RotationNeedsRestart(secret);
                }

                return;
            }
            catch (Exception exception)
            {
                // With a newer value, that one is next.
                if (!superseded.IsCancellationRequested && time.GetElapsedTime(begun) is var elapsed && elapsed >= warning)
                {
                    warning = elapsed + BetweenWarnings;
                    logger.NotLetIn(secret, DependencyFailure.Describe(exception));
                }
            }

            await Task.Delay(pause, time, superseded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

// The first parameter is not named for what it is: a field called secret would be masked.
internal static partial class SecretLog
{
    [LoggerMessage(LogLevel.Information, "{Dependency} was given new credentials or a new address, and uses them")]
    public static partial void Rotated(this ILogger logger, string dependency);

    [LoggerMessage(LogLevel.Warning, "{Dependency} was given a new connection string of another kind: it will count at the next start")]
    public static partial void RotationNeedsRestart(this ILogger logger, string dependency);

    [LoggerMessage(LogLevel.Warning, "New credentials or a new address for {Dependency} were rejected ({Failure}): the old ones stay in use, and the new ones are retried")]
    public static partial void NotLetIn(this ILogger logger, string dependency, string failure);
}

/// <summary>Counts secrets that were rotated.</summary>
internal sealed class SecretMetrics
{
    public const string MeterName = "MicroService.Secrets";

    private readonly Counter<long> _rotations;

    public SecretMetrics(IMeterFactory meters) =>
        _rotations = meters.Create(MeterName).CreateCounter<long>("secret.rotations", description: "Secrets that were changed and are in use.");

    /// <summary>Makes the count visible before the first rotation.</summary>
    public void Follow(string secret) => _rotations.Add(0, new KeyValuePair<string, object?>("secret", secret));

    public void Rotated(string secret) => _rotations.Add(1, new KeyValuePair<string, object?>("secret", secret));
}
