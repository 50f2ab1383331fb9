using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;

namespace MicroService.ServiceDefaults.Health;

/// <summary>Checks one dependency: one check at a time, and none while the last result is cached.</summary>
internal sealed class DependencyMonitor(
    HealthCheckRegistration registration,
    IServiceScopeFactory scopes,
    IOptionsMonitor<HealthOptions> options,
    TimeProvider time,
    ILogger logger)
{
    private readonly Lock _lock = new();
    private Task<DependencyHealth>? _asking;
    private Task? _unanswered;
    private volatile DependencyHealth? _last;
    private long _answeredAt;
    private volatile bool _wasSeen;

    public string Name => registration.Name;

    /// <summary>The operator's word before the code's.</summary>
    public DependencyReadiness Readiness => options.CurrentValue.Readiness.TryGetValue(Name, out var readiness) ? readiness : HealthRegistration.ReadinessOf(registration);

    /// <summary>Whether the service waits for it at startup.</summary>
    public bool IsAwaited => Readiness != DependencyReadiness.Optional;

    /// <summary>Whether it has ever been healthy.</summary>
    public bool WasSeen => _wasSeen;

    /// <summary>The last answer, however old; null before the first.</summary>
    public DependencyHealth? Last => _last;

    /// <summary>The cached result, or a new one if it expired or <paramref name="fresh"/> is true; concurrent callers share it.</summary>
    public Task<DependencyHealth> GetAsync(bool fresh = false)
    {
        lock (_lock)
        {
            var holds = _asking is { IsCompleted: false } || (!fresh && _asking is not null && time.GetElapsedTime(_answeredAt) < options.CurrentValue.CacheDuration);
            return holds ? _asking! : _asking = AskAsync();
        }
    }

    private async Task<DependencyHealth> AskAsync()
    {
        var started = time.GetTimestamp();
        var limit = LimitBy(options.CurrentValue);
        var noAnswer = $"no answer within {DurationText.Format(limit)}";
        var (status, error, exception) = (HealthStatus.Healthy, (string?)null, (Exception?)null);
        if (_unanswered is { IsCompleted: false })
        {
            // The check ignores its cancellation; another would only queue behind it.
            (status, error) = (HealthStatus.Unhealthy, noAnswer);
        }
        else
        {
            using var timeout = new CancellationTokenSource(limit, time);
            try
            {
                // Off this thread: a check that blocks must not hold the lock, nor outlast its time.
                var check = Task.Run(() => CheckAsync(timeout.Token), CancellationToken.None);
                _unanswered = check;

                // After the timeout its failure does not matter: the answer was given without it.
                _ = check.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                var result = await check.WaitAsync(timeout.Token).ConfigureAwait(false);
                (status, exception) = (result.Status, result.Exception);
                error = result.Description is { Length: > 0 } description && status != HealthStatus.Healthy ? DependencyFailure.Describe(description) : null;
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                (status, error) = (HealthStatus.Unhealthy, noAnswer);
            }
            catch (Exception failure)
            {
                (status, exception) = (HealthStatus.Unhealthy, failure);
            }
        }

        if (status == HealthStatus.Unhealthy && Readiness != DependencyReadiness.Required)
        {
            status = HealthStatus.Degraded;
        }

        error ??= exception is null || status == HealthStatus.Healthy ? null : DependencyFailure.Describe(exception);
        return Record(status, error, exception, time.GetElapsedTime(started));
    }

    // The operator's word before the code's, the dependency's own before all others'.
    private TimeSpan LimitBy(HealthOptions settings) =>
        settings.CheckTimeouts.TryGetValue(Name, out var own) ? own
        : registration.Timeout > TimeSpan.Zero ? registration.Timeout
        : settings.CheckTimeout;

    private async Task<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        // A check belongs to no request: its spans would be traces of their own, one every few seconds.
        using var silence = SuppressInstrumentationScope.Begin();
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var check = registration.Factory(scope.ServiceProvider);
            return await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, cancellationToken).ConfigureAwait(false);
        }
    }

    private DependencyHealth Record(HealthStatus status, string? error, Exception? exception, TimeSpan latency)
    {
        var last = _last;
        var changed = last?.Status != status;
        var health = new DependencyHealth(
            Name, Readiness, status, Math.Round(latency.TotalMilliseconds, 1), changed ? time.GetUtcNow().UtcDateTime : last!.Since, error);
        _last = health;
        _answeredAt = time.GetTimestamp();
        _wasSeen |= status == HealthStatus.Healthy;
        if (changed && status != HealthStatus.Healthy)
        {
            // At a start everything comes up at once, and the gate says so when something stays away.
            logger.DependencyFailed(IsAwaited && !_wasSeen ? LogLevel.Information : LogLevel.Warning, exception, Name, Readiness, status, error);
        }
        else if (changed && last is not null)
        {
            logger.DependencyRecovered(Name, time.GetUtcNow().UtcDateTime - last.Since);
        }

        return health;
    }
}
