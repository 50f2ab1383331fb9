namespace MicroService.Cluster.RightSizing;

/// <summary>
/// Reads what the autoscalers of a namespace aim at, and since when they are there. What an autoscaler says now counts, or said when
/// kube-state-metrics was last heard; one that went before that is gone.
/// </summary>
internal sealed class TargetReader(UsageReader reader, RightSizingOptions options)
{
    private const string Scaler = "horizontalpodautoscaler";
    private const string Labels = $"{Scaler}, scaletargetref_kind, scaletargetref_name";
    private const string Edge = "edge";
    private const string First = "first";
    private const string Last = "last";

    // Samples that are older than that are not of now.
    private const double Recent = 3600;

    // What was there within the first hours was there before.
    private const double Later = 2 * 3600;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    public async Task ReadAsync(NamespaceUsage usage, string ns, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var scalers = await FindAsync(usage, ns, end, cancellationToken).ConfigureAwait(false);
        if (scalers.Count == 0)
        {
            return;
        }

        var now = (double)end.ToUnixTimeSeconds();
        var last = scalers.Max(scaler => scaler.Last);
        if (last < now - Recent && await IsHeardAsync(usage, ns, end, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        usage.StateEnded = last < now - Recent ? last : null;
        var begin = now - TimeSpan.FromDays(options.Days).TotalSeconds + Later;
        var first = scalers.Min(scaler => scaler.First);
        // What kube-state-metrics said from its own beginning on may have been there for long.
        var known = first >= begin && !await IsHeardAsync(usage, ns, TimeOf(first) - Before, cancellationToken).ConfigureAwait(false) ? first + Recent : begin;
        var targets = await reader.OverAllAsync(
            usage, options.Names.AutoscalerTarget, ns, selector => $"max by ({Scaler}, metric_name) (last_over_time({selector}[1h]))",
            "metric_target_type=\"utilization\"", usage.StateEnded is null ? end : TimeOf(last), cancellationToken).ConfigureAwait(false);
        foreach (var scaler in scalers.Where(scaler => scaler.Last >= Math.Min(last, now) - Recent).OrderBy(scaler => scaler.Last))
        {
            var workload = new WorkloadKey(ns, scaler.Kind, scaler.Target);
            usage.ScaledSince[workload] = scaler.First < known ? double.NegativeInfinity : scaler.First;
            foreach (var target in targets.Where(target => target[Scaler] == scaler.Name && target.Samples is [.., { Value: > 0 }]))
            {
                usage.Targets[(workload, target["metric_name"])] = target.Samples[^1].Value / 100;
            }
        }
    }

    // When each was first and last seen, in one query.
    private async Task<IReadOnlyList<(string Name, string Kind, string Target, double First, double Last)>> FindAsync(
        NamespaceUsage usage, string ns, DateTimeOffset end, CancellationToken cancellationToken)
    {
        string Times(string selector) => $"_over_time(timestamp({selector})[{options.Days}d:5m])";
        var edges = await reader.OverAllAsync(
            usage, options.Names.Autoscaler, ns,
            selector => $"label_replace(min by ({Labels}) (min{Times(selector)}), \"{Edge}\", \"{First}\", \"\", \"\") or "
                + $"label_replace(max by ({Labels}) (max{Times(selector)}), \"{Edge}\", \"{Last}\", \"\", \"\")",
            "", end, cancellationToken).ConfigureAwait(false);
        return
        [
            .. from one in edges
               where one.Samples.Count > 0
               group one by (Name: one[Scaler], Kind: one["scaletargetref_kind"], Target: one["scaletargetref_name"]) into scaler
               select (scaler.Key.Name, scaler.Key.Kind, scaler.Key.Target, scaler.Min(one => one.Samples[^1].Value), scaler.Max(one => one.Samples[^1].Value)),
        ];
    }

    /// <summary>Whether kube-state-metrics said anything in the hour before a time.</summary>
    private async Task<bool> IsHeardAsync(NamespaceUsage usage, string ns, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await reader.OverAllAsync(
            usage, options.Names.PodOwner, ns, static selector => $"count(last_over_time({selector}[1h]))", "", at, cancellationToken).ConfigureAwait(false)).Count > 0;

    private static DateTimeOffset TimeOf(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
}
