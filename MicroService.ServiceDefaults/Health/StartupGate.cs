using System.Diagnostics.CodeAnalysis;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Health;

/// <summary>
/// Asks the required dependencies until each was healthy once, and gives the service up when that takes too long. From then on
/// it checks dependencies at intervals, so that metrics stay up to date without probes.
/// </summary>
internal sealed class StartupGate(
    HealthProbes probes,
    IOptionsMonitor<HealthOptions> options,
    IHostApplicationLifetime application,
    IHostLifetime lifetime,
    DrainState state,
    TimeProvider time,
    ILogger<StartupGate> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WorryingPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NotWatching = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.CurrentValue;
        WarnOfStrays(nameof(HealthOptions.CheckTimeouts), settings.CheckTimeouts.Keys);
        WarnOfStrays(nameof(HealthOptions.Readiness), settings.Readiness.Keys);
        try
        {
            if (await WaitAsync(stoppingToken).ConfigureAwait(false))
            {
                await WatchAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start.
        }
    }

    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Replicas should not ask in step; nothing is kept secret by it.")]
    private async Task<bool> WaitAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        await probes.AskAllAsync().ConfigureAwait(false);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var missing = probes.Dependencies.Where(static dependency => dependency is { IsAwaited: true, WasSeen: false }).ToArray();
            var waited = time.GetElapsedTime(started);
            if (missing.Length == 0)
            {
                if (probes.Dependencies.Count > 0)
                {
                    logger.DependenciesAnswered(waited);
                }

                return true;
            }

            var deadline = options.CurrentValue.StartupDeadline;
            if (deadline > TimeSpan.Zero && waited >= deadline)
            {
                GiveUp(DurationText.Format(deadline), Describe(missing));
                return false;
            }

            if (pause == WorryingPause)
            {
                logger.StillWaiting(Describe(missing));
            }

            var jittered = pause * (0.5 + Random.Shared.NextDouble());
            var left = deadline - waited;
            await Task.Delay(deadline > TimeSpan.Zero && left < jittered ? left : jittered, time, stoppingToken).ConfigureAwait(false);
            await Task.WhenAll(missing.Select(static dependency => dependency.GetAsync(fresh: true))).ConfigureAwait(false);
        }
    }

    // Why a pod ended is looked for in its last line, so that stopping has to say what it has to say before.
    private void GiveUp(string deadline, string missing)
    {
        // The second is for a service that is run by the host's own means, which answer no exit code.
        state.GivenUpWith = ExitCode.DependencyDown;
        Environment.ExitCode = ExitCode.DependencyDown;
        if (lifetime is DrainLifetime draining)
        {
            draining.LastWord = () => logger.NotStarted(deadline, missing);
        }
        else
        {
            logger.NotStarted(deadline, missing);
        }

        application.StopApplication();
    }

    private static string Describe(IEnumerable<DependencyMonitor> missing) =>
        string.Join(", ", missing.Select(static dependency => $"{dependency.Name} ({dependency.Last?.Error ?? "no answer"})"));

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var interval = options.CurrentValue.WatchInterval;
            await Task.Delay(interval > TimeSpan.Zero ? interval : NotWatching, time, stoppingToken).ConfigureAwait(false);
            if (options.CurrentValue.WatchInterval > TimeSpan.Zero)
            {
                await probes.AskAllAsync().ConfigureAwait(false);
            }
        }
    }

    private void WarnOfStrays(string setting, IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => probes.Dependencies.All(dependency => !dependency.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
        {
            logger.StraySetting(setting, name, string.Join(", ", probes.Dependencies.Select(static dependency => dependency.Name)));
        }
    }
}
