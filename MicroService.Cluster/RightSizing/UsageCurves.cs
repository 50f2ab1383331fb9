using MicroService.Cluster.Prometheus;

namespace MicroService.Cluster.RightSizing;

/// <summary>What the containers of a workload used over time, at regular times, for a chart.</summary>
/// <param name="First">The first time.</param>
/// <param name="Step">The distance between two times.</param>
/// <param name="Containers">The containers, by name.</param>
/// <param name="Missing">What was not answered, or in part.</param>
public sealed record UsageCurves(DateTimeOffset First, TimeSpan Step, IReadOnlyList<ContainerCurve> Containers, IReadOnlyList<string> Missing);

/// <summary>What a container used over time: of the pods at that time the one that used most; null where there are no samples.</summary>
/// <param name="Name">The container.</param>
/// <param name="Cpu">Cores on average over each step.</param>
/// <param name="Memory">The largest working set of each step in bytes.</param>
public sealed record ContainerCurve(string Name, IReadOnlyList<double?> Cpu, IReadOnlyList<double?> Memory);

/// <summary>Reads curves, with one query for CPU and one for memory, and those that say whose the pods are.</summary>
/// <param name="client">The Prometheus that has the history.</param>
/// <param name="options">How much of it, and what metrics are called.</param>
public sealed class UsageCurveReader(PrometheusClient client, RightSizingOptions options)
{
    private static readonly TimeSpan Grid = TimeSpan.FromMinutes(5);

    /// <summary>Reads the curves of a workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="owners">The workloads of live pods, besides those that kube-state-metrics knows.</param>
    /// <param name="end">The end of the history.</param>
    /// <param name="points">How many points a curve has at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PrometheusException">The server answers nothing, or rejects the credential.</exception>
    public async Task<UsageCurves> ReadAsync(
        WorkloadKey workload, IReadOnlyDictionary<string, WorkloadKey> owners, DateTimeOffset end, int points, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var step = Grid * Math.Ceiling(TimeSpan.FromDays(options.Days) / points / Grid);
        var count = (int)(TimeSpan.FromDays(options.Days) / step);
        var (last, usage, reader) = (new DateTimeOffset(end.Ticks - (end.Ticks % Grid.Ticks), end.Offset), new NamespaceUsage(), new UsageReader(client, options));
        var first = last - (step * (count - 1));
        if (await reader.FindPodsAsync(usage, workload, owners, last, cancellationToken).ConfigureAwait(false) is not { } pods)
        {
            ThrowIfNothing();
            return new UsageCurves(first, step, [], usage.Missing.Count > 0 ? usage.Missing : ["It is not known which pods the workload had: kube-state-metrics knows none of it, and none is live."]);
        }

        var containers = new SortedDictionary<string, (double?[] Cpu, double?[] Memory)>(StringComparer.Ordinal);
        var (cpu, memory) = reader.SelectorsOf(workload.Namespace, pods);
        async Task TakeAsync(string what, string expression, Func<(double?[] Cpu, double?[] Memory), double?[]> curveOf)
        {
            var answer = await reader.TryAsync(usage, what, () => client.RangeAsync(
                $"max by ({options.Names.Container}) ({expression})", first, last, step, cancellationToken)).ConfigureAwait(false);
            foreach (var series in answer?.Series ?? [])
            {
                var name = series[options.Names.Container];
                if (!containers.TryGetValue(name, out var curves))
                {
                    containers[name] = curves = (new double?[count], new double?[count]);
                }

                foreach (var sample in series.Samples)
                {
                    // VictoriaMetrics may answer for times a little before those that were asked for.
                    var index = (int)Math.Round((sample.At - first.ToUnixTimeSeconds()) / step.TotalSeconds);
                    if (index >= 0 && index < count)
                    {
                        curveOf(curves)[index] = sample.Value;
                    }
                }
            }
        }

        var range = $"[{(long)step.TotalSeconds}s]";
        await TakeAsync(options.Names.Cpu, $"rate({cpu}{range})", static curves => curves.Cpu).ConfigureAwait(false);
        await TakeAsync(options.Names.Memory, $"max_over_time({memory}{range})", static curves => curves.Memory).ConfigureAwait(false);
        ThrowIfNothing();
        return new UsageCurves(
            first, step, [.. containers.Select(static one => new ContainerCurve(one.Key, one.Value.Cpu, one.Value.Memory))], usage.Missing);
    }

    private void ThrowIfNothing()
    {
        if (client.Answers == 0 && client.LastFailure is { } failure)
        {
            throw failure;
        }
    }
}
