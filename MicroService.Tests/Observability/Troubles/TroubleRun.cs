using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Observability.Alerts;
using MicroService.Tests.Observability.Dashboards;
using MicroService.Tests.Observability.Troubles;

[assembly: AssemblyFixture(typeof(TroubleRun))]

namespace MicroService.Tests.Observability.Troubles;

/// <summary>
/// One run of an Api under load with a real Prometheus, through every trouble that there is an alert for, one after the other. The rules are
/// those of <c>deploy/alerts</c> with minutes made seconds. Tests ask what was seen; the first of them starts the run.
/// </summary>
public sealed partial class TroubleRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly ConcurrentDictionary<string, string> _alerts = new();
    private readonly ConcurrentDictionary<string, string> _answers = new();
    private readonly Lazy<Task> _run;
    private IReadOnlySet<string> _exported = new HashSet<string>();
    private readonly string _rules = Path.GetTempFileName();

    /// <summary>A run that nobody has asked for yet.</summary>
    public TroubleRun() => _run = new Lazy<Task>(RunAsync);

    /// <summary>What became of an alert: <c>fired</c>, when it was quiet before, or what went wrong.</summary>
    public async Task<string> AlertAsync(string name)
    {
        await _run.Value;
        return _alerts.GetValueOrDefault(name, "no trouble was made for it");
    }

    /// <summary>What an expression came to while and after the troubles: <c>data</c>, or what went wrong.</summary>
    public async Task<string> AnswerAsync(string expression)
    {
        await _run.Value;
        return _answers.GetValueOrDefault(expression, "never asked");
    }

    /// <summary>The names of all series that the Api exports, once everything has been asked of it.</summary>
    public async Task<IReadOnlySet<string>> ExportedAsync()
    {
        await _run.Value;
        return _exported;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        File.Delete(_rules);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        MonitoringPrograms.Required("prometheus");
        // No machine, however busy, takes so long by itself.
        await File.WriteAllTextAsync(_rules, LatencyBound().Replace(ScaledRules.Of(RuleFile.Text, 60), "le=\"2.5\""));
        await using var api = await MonitoredApi.StartNewAsync();
        await using var prometheus = await PrometheusServer.StartNewAsync([api.Management], [_rules]);
        var steady = Crowd.Start(api.Client, callers: 2, TimeSpan.FromMilliseconds(100));
        try
        {
            await prometheus.WaitForAsync("http_client_request_duration_seconds_count");
            await api.ShowUnknownKeyAsync();
            await ProveAsync(prometheus, ["ClusterScanOverdue"], during: () => Task.CompletedTask, after: () => Task.CompletedTask);
            await RotateAsync(api, prometheus);
            await RefuseAsync(api, prometheus);
            await SlowDownAsync(api, prometheus);
            await StopDatabaseAsync(api, prometheus);
            await OverloadAsync(api, prometheus);
            await AskAsync(prometheus);
            _exported = (await Exposition.ScrapeAsync(api.Client, new Uri(api.Management, "/metrics"))).Names;
            await StopCacheAsync(api, prometheus);
            await CrashAsync(api, prometheus);
            await StarveAsync(api, prometheus);
        }
        finally
        {
            await steady.DisposeAsync();
        }

        await ForgetAsync(prometheus);
    }

    // Twice: a series has no rate before its second sample differs.
    private static async Task RotateAsync(MonitoredApi api, PrometheusServer prometheus)
    {
        await api.RotatePasswordAsync(toOwn: false);
        await prometheus.WaitForAsync("sum(secret_rotations_total)", samples => samples is [{ Value: >= 1 }]);
        await api.RotatePasswordAsync(toOwn: true);
        await prometheus.WaitForAsync("sum(secret_rotations_total)", samples => samples is [{ Value: >= 2 }]);
    }

    private Task RefuseAsync(MonitoredApi api, PrometheusServer prometheus) => ProveAsync(
        prometheus,
        ["ConfigurationRefused"],
        during: () => api.ConfigureAsync(("Health__CheckTimeout", "soon")),
        after: () => api.ConfigureAsync(("Health__CheckTimeout", null)));

    private async Task SlowDownAsync(MonitoredApi api, PrometheusServer prometheus)
    {
        await using var crowd = Crowd.Start(api.Client, callers: 8, TimeSpan.FromMilliseconds(100));
        await ProveAsync(
            prometheus,
            ["ChaosInjecting", "ServiceLatencyObjectiveMissed"],
            during: () => api.ConfigureAsync([("Chaos__Enabled", "true"), .. HistoryWaits("3s")]),
            after: () => Task.CompletedTask);

        // It is slow still, and now calls are few that may wait for it.
        await ProveAsync(
            prometheus,
            ["DependencyBulkheadFull"],
            during: () => api.ConfigureAsync(("Resilience__history__Concurrency", "2"), ("Resilience__history__Queue", "0")),
            after: () => api.ConfigureAsync(
                [("Chaos__Enabled", null), .. HistoryWaits(null), ("Resilience__history__Concurrency", null), ("Resilience__history__Queue", null)]));
    }

    private Task StopDatabaseAsync(MonitoredApi api, PrometheusServer prometheus) => ProveAsync(
        prometheus,
        ["DependencyDown", "ServiceNotReady", "HistoryStaleReads", "DependencyBreakerOpen", "ServiceErrorBudgetBurnFast", "ServiceErrorBudgetBurnSlow"],
        during: async () =>
        {
            // By default an instance without its history is degraded, and ready still.
            await api.ConfigureAsync(("Health__Readiness__history", "Required"));
            await api.Postgres.StopAsync();
        },
        after: async () =>
        {
            await api.Postgres.StartAsync();
            await api.ConfigureAsync(("Health__Readiness__history", null));
        });

    // Requests that wait for the database hold their permits: how fast the callers are does not matter.
    private async Task OverloadAsync(MonitoredApi api, PrometheusServer prometheus)
    {
        Crowd? crowd = null;
        await ProveAsync(
            prometheus,
            ["ServiceRequestsShed"],
            during: async () =>
            {
                await api.ConfigureAsync([("Chaos__Enabled", "true"), .. HistoryWaits("3s")]);
                crowd = Crowd.Start(api.Client, callers: 64, TimeSpan.Zero, size: 4);
            },
            after: async () =>
            {
                await crowd!.DisposeAsync();
                await api.ConfigureAsync([("Chaos__Enabled", null), .. HistoryWaits(null)]);
            });
    }

    private static (string, string?)[] HistoryWaits(string? latency) =>
        [("Resilience__history__Chaos__LatencyRate", latency is null ? null : "1"), ("Resilience__history__Chaos__Latency", latency)];

    private Task StopCacheAsync(MonitoredApi api, PrometheusServer prometheus) =>
        ProveAsync(prometheus, ["DependencyDegraded"], during: api.Garnet.StopAsync, after: () => Task.CompletedTask);

    private async Task CrashAsync(MonitoredApi api, PrometheusServer prometheus)
    {
        await ProveAsync(prometheus, ["ServiceTargetDown"], during: api.KillAsync, after: () => api.StartAsync());
        await ProveAsync(
            prometheus,
            ["ServiceRestarting"],
            during: async () =>
            {
                // On a busy machine some fall out of the window before there are enough in it.
                for (var restart = 0; restart < 10 && !await IsFiringAsync(prometheus, "ServiceRestarting"); restart++)
                {
                    await prometheus.WaitForAsync("up == 1 and on () dotnet_process_cpu_time_seconds_total");
                    await api.KillAsync();
                    await api.StartAsync();
                }
            },
            after: () => Task.CompletedTask);
    }

    // Few threads and many documents at once.
    private async Task StarveAsync(MonitoredApi api, PrometheusServer prometheus)
    {
        Crowd? crowd = null;
        await ProveAsync(
            prometheus,
            ["ServiceThreadPoolStarved"],
            during: async () =>
            {
                await api.KillAsync();
                await api.StartAsync(("DOTNET_ThreadPool_ForceMaxWorkerThreads", "2"), ("Documents__Concurrency", "256"), ("Limits__MaxConcurrentRequests", "1000"));
                crowd = Crowd.Start(api.Client, callers: 96, TimeSpan.Zero, size: 8);
            },
            after: async () => await crowd!.DisposeAsync());
    }

    private async Task ForgetAsync(PrometheusServer prometheus)
    {
        await using var blind = await PrometheusServer.StartNewAsync([], [_rules]);
        await ProveAsync(prometheus, ["ServiceAbsent"], during: () => Task.CompletedTask, after: () => Task.CompletedTask, blind);
    }

    /// <summary>Waits until none of the alerts fires, makes the trouble, and waits until all of them do.</summary>
    private async Task ProveAsync(PrometheusServer before, IReadOnlyList<string> alerts, Func<Task> during, Func<Task> after, PrometheusServer? then = null)
    {
        foreach (var alert in alerts)
        {
            _alerts[alert] = await BecomesAsync(before, alert, isFiring: false) ? "quiet" : "fired before there was trouble";
        }

        await during();
        try
        {
            foreach (var alert in alerts.Where(alert => _alerts[alert] == "quiet"))
            {
                _alerts[alert] = await BecomesAsync(then ?? before, alert, isFiring: true) ? "fired" : "did not fire";
            }
        }
        finally
        {
            await after();
        }
    }

    private static async Task<bool> BecomesAsync(PrometheusServer prometheus, string alert, bool isFiring)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await IsFiringAsync(prometheus, alert) != isFiring)
        {
            if (patience.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
        }

        return true;
    }

    private static async Task<bool> IsFiringAsync(PrometheusServer prometheus, string alert) =>
        (await prometheus.AlertsAsync()).Any(active => active.Name == alert && active.State == "firing");

    private async Task AskAsync(PrometheusServer prometheus)
    {
        var expressions = PanelQuery.All.Select(query => query.Substituted)
            .Concat(RuleFile.Recordings.Select(recording => recording.Name));
        // A scrape that a busy machine was too slow for leaves a gap, which the next one fills.
        using var patience = new CancellationTokenSource(Patience);
        foreach (var expression in expressions.Distinct())
        {
            while ((_answers[expression] = await AskAsync(prometheus, expression)) != "data" && !patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
            }
        }

        foreach (var rule in await prometheus.RulesAsync())
        {
            _answers[$"rule {rule.Name}"] = rule.Health == "ok" ? "data" : rule.LastError;
        }
    }

    private static async Task<string> AskAsync(PrometheusServer prometheus, string expression)
    {
        try
        {
            var samples = await prometheus.QueryAsync(expression);
            return samples.Any(sample => !double.IsNaN(sample.Value)) ? "data" : $"{samples.Count} samples, no value";
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    [GeneratedRegex("le=\"[0-9.]+\"")]
    private static partial Regex LatencyBound();
}
