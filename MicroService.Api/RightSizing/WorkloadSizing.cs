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
    KeptSizes kept,
    IOptionsMonitor<RightSizingOptions> options,
    RepeatedFailures failures,
    TimeProvider time,
    ILogger<WorkloadSizing> logger)
{
    private const string DefaultNamespace = "default";

    // About what a container's sizes take in memory, and both values of a point of its curves.
    private const int ContainerBytes = 1024;
    private const int PointBytes = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The problem where no Prometheus is set; null otherwise.</summary>
    public ProblemResult? NotSet => prometheus.IsSet ? null : new ProblemResult(
        ProblemType.NotFound, $"No sizes are known here: {RightSizingOptions.Section}:{nameof(RightSizingOptions.Prometheus)} is not set.");

    /// <summary>The sizes of a workload, as they were last decided.</summary>
    public Task<(Dated<WorkloadSizes>? Sizes, ProblemResult? Problem)> SizeAsync(
        WorkloadRow workload, CancellationToken cancellationToken) => FindAsync("sizes", workload, DecideAsync, cancellationToken);

    /// <summary>What a workload used over time, as it was last asked for.</summary>
    public Task<(Dated<WorkloadCurves>? Curves, ProblemResult? Problem)> DrawAsync(
        WorkloadRow workload, CancellationToken cancellationToken) => FindAsync("curves", workload, TraceAsync, cancellationToken);

    private async Task<(Dated<T>? Answer, ProblemResult? Problem)> FindAsync<T>(
        string what,
        WorkloadRow workload,
        Func<ApiClient, WorkloadRow, CancellationToken, Task<SizeAnswer<T>>> ask,
        CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            // Another kubeconfig is another cluster, whatever it calls its workloads.
            var client = await cluster.GetAsync(cancellationToken).ConfigureAwait(false);
            return await kept.FindAsync(
                what, cluster.Connection!.Identify(), KeyOf(workload), token => ask(client, workload, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            return (null, Down($"The cluster can't be asked for the workload: {exception.Failure.Message}"));
        }
        catch (ClusterMissingException exception)
        {
            return (null, Down(exception.Message));
        }
        catch (PrometheusException exception)
        {
            return (null, Down(exception));
        }
    }

    private async Task<SizeAnswer<WorkloadSizes>> DecideAsync(ApiClient api, WorkloadRow workload, CancellationToken cancellationToken)
    {
        // What a manifest asks for, what scales it and what bounds it are those of now, not of the scan.
        var live = await ClusterWorkloads.ReadAsync(api, [workload.Namespace], cancellationToken).ConfigureAwait(false);
        var (end, sizes, key) = (time.GetUtcNow(), options.CurrentValue.ToSizes(), KeyOf(workload));
        using var client = prometheus.Create();
        var sizing = new Sizing(client, sizes, DefaultNamespace) { Owners = live.Owners, Only = key };
        var report = await sizing.RunAsync(live.Files, end, cancellationToken).ConfigureAwait(false);
        if (report.Answers.Count == 0)
        {
            return new SizeAnswer<WorkloadSizes>(null, live.Unread.Count > 0
                ? Down($"The cluster was not read as a whole: {string.Join("; ", live.Unread)}")
                : new ProblemResult(
                    ProblemType.NotFound, $"The cluster has no {key.Kind} {key.Name} with containers in {key.Namespace} any more."));
        }

        string[] missing = [.. live.Unread, .. report.Missing];
        var containers = report.Answers.Select(SizedContainer.Of).ToList();
        var decided = new WorkloadSizes(
            key.Namespace, key.Kind, key.Name, end, sizes.Days, missing.Length > 0, missing, report.Queries, containers);
        return new SizeAnswer<WorkloadSizes>(decided, null, missing.Length == 0, containers.Count * ContainerBytes);
    }

    private async Task<SizeAnswer<WorkloadCurves>> TraceAsync(ApiClient api, WorkloadRow workload, CancellationToken cancellationToken)
    {
        var live = await ClusterWorkloads.ReadAsync(api, [workload.Namespace], cancellationToken).ConfigureAwait(false);
        using var client = prometheus.Create();
        var owners = live.Owners.Where(owner => owner.Key.Namespace == workload.Namespace)
            .ToDictionary(owner => owner.Key.Pod, owner => owner.Value, StringComparer.Ordinal);
        var settings = options.CurrentValue;
        var curves = await new UsageCurveReader(client, settings.ToSizes())
            .ReadAsync(KeyOf(workload), owners, time.GetUtcNow(), settings.Points, cancellationToken).ConfigureAwait(false);
        string[] missing = [.. live.Unread, .. curves.Missing];
        var drawn = curves.Containers.Select(UsageCurve.Of).ToList();
        var points = (int)(TimeSpan.FromDays(settings.Days) / curves.Step);
        return new SizeAnswer<WorkloadCurves>(
            new WorkloadCurves(curves.First, (long)curves.Step.TotalSeconds, points, missing.Length > 0, missing, drawn),
            null, missing.Length == 0, drawn.Count * points * PointBytes);
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
