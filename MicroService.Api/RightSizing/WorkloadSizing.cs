using MicroService.Api.Clusters;
using MicroService.Api.Problems;
using MicroService.Api.Scans;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.Requests;
using MicroService.Cluster.RightSizing;
using MicroService.ServiceDefaults.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.Api.RightSizing;

/// <summary>Sizes a workload of the cluster by what Prometheus knows of it. An answer, or the problem why there is none.</summary>
internal sealed partial class WorkloadSizing(
    ClusterAccess cluster,
    PrometheusAccess prometheus,
    IOptionsMonitor<RightSizingOptions> options,
    RepeatedFailures failures,
    TimeProvider time,
    ILogger<WorkloadSizing> logger)
{
    private const string DefaultNamespace = "default";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The problem where no Prometheus is set; null otherwise.</summary>
    public ProblemResult? NotSet => prometheus.IsSet ? null : new ProblemResult(
        ProblemType.NotFound, $"No sizes are known here: {RightSizingOptions.Section}:{nameof(RightSizingOptions.Prometheus)} is not set.");

    /// <summary>The sizes of a workload.</summary>
    public async Task<(WorkloadSizes? Sizes, ProblemResult? Problem)> SizeAsync(WorkloadRow workload, CancellationToken cancellationToken)
    {
        // What a manifest asks for, what scales it and what bounds it are those of now, not of the scan.
        var (live, down) = await ReadAsync(workload, cancellationToken).ConfigureAwait(false);
        if (live is null)
        {
            return (null, down);
        }

        var (end, sizes, key) = (time.GetUtcNow(), options.CurrentValue.ToSizes(), KeyOf(workload));
        using var client = prometheus.Create();
        var sizing = new Sizing(client, sizes, DefaultNamespace) { Owners = live.Owners, Only = key };
        try
        {
            var report = await sizing.RunAsync(live.Files, end, cancellationToken).ConfigureAwait(false);
            if (report.Answers.Count == 0)
            {
                return (null, live.Unread.Count > 0
                    ? Down($"The cluster was not read as a whole: {string.Join("; ", live.Unread)}")
                    : new ProblemResult(ProblemType.NotFound, $"The cluster has no {key.Kind} {key.Name} with containers in {key.Namespace} any more."));
            }

            string[] missing = [.. live.Unread, .. report.Missing];
            var containers = report.Answers.Select(SizedContainer.Of).ToList();
            return (new WorkloadSizes(key.Namespace, key.Kind, key.Name, end, sizes.Days, missing.Length > 0, missing, report.Queries, containers), null);
        }
        catch (PrometheusException exception)
        {
            return (null, Down(exception));
        }
    }

    /// <summary>What a workload used over time.</summary>
    public async Task<(WorkloadCurves? Curves, ProblemResult? Problem)> DrawAsync(WorkloadRow workload, CancellationToken cancellationToken)
    {
        var (live, down) = await ReadAsync(workload, cancellationToken).ConfigureAwait(false);
        if (live is null)
        {
            return (null, down);
        }

        using var client = prometheus.Create();
        var owners = live.Owners.Where(owner => owner.Key.Namespace == workload.Namespace).ToDictionary(owner => owner.Key.Pod, owner => owner.Value, StringComparer.Ordinal);
        try
        {
            var settings = options.CurrentValue;
            var curves = await new UsageCurveReader(client, settings.ToSizes())
                .ReadAsync(KeyOf(workload), owners, time.GetUtcNow(), settings.Points, cancellationToken).ConfigureAwait(false);
            string[] missing = [.. live.Unread, .. curves.Missing];
            var drawn = curves.Containers.Select(UsageCurve.Of).ToList();
            return (new WorkloadCurves(
                curves.First, (long)curves.Step.TotalSeconds, (int)(TimeSpan.FromDays(settings.Days) / curves.Step), missing.Length > 0, missing, drawn), null);
        }
        catch (PrometheusException exception)
        {
            return (null, Down(exception));
        }
    }

    private async Task<(ClusterWorkloads? Live, ProblemResult? Problem)> ReadAsync(WorkloadRow workload, CancellationToken cancellationToken)
    {
        try
        {
            var client = await cluster.GetAsync(cancellationToken).ConfigureAwait(false);
            return (await ClusterWorkloads.ReadAsync(client, [workload.Namespace], cancellationToken).ConfigureAwait(false), null);
        }
        catch (ApiException exception)
        {
            return (null, Down($"The cluster can't be asked for the workload: {exception.Failure.Message}"));
        }
        catch (ClusterMissingException exception)
        {
            return (null, Down(exception.Message));
        }
    }

    private static WorkloadKey KeyOf(WorkloadRow workload) => new(workload.Namespace, workload.Kind, workload.Name);

    private static ProblemResult Down(string detail) => new(ProblemType.DependencyDown, detail, retryAfter: Pause);

    // What Prometheus answers may be of a proxy and say more of our insides than a caller should know; the log has it.
    private ProblemResult Down(PrometheusException exception)
    {
        if (failures.IsDue(RightSizingRegistration.Name, exception, out var others))
        {
            Failed(exception.Message, others);
        }

        return Down(exception.Failure switch
        {
            PrometheusFailure.Unauthorized => "Prometheus rejects the service's credentials.",
            PrometheusFailure.Timeout => "Prometheus did not answer in time. Try again.",
            PrometheusFailure.Busy => "Prometheus is busy. Try again.",
            PrometheusFailure.Unreachable or PrometheusFailure.NotAsked => "Prometheus does not answer. Try again.",
            _ => "Prometheus rejects the query; the reason is in the service's log.",
        });
    }

    [LoggerMessage(LogLevel.Warning, "Prometheus failed a request for sizes: {Reason}; {Others} similar failures since the last such line")]
    private partial void Failed(string reason, long others);
}
