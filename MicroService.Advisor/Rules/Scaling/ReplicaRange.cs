using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>How many pods a workload runs: what is written, or the bounds of what scales it.</summary>
/// <param name="Least">The fewest pods while the workload is wanted.</param>
/// <param name="Most">The most pods.</param>
internal readonly record struct ReplicaRange(long Least, long Most)
{
    private const string ScaledObject = "ScaledObject";

    /// <summary>The range of a workload: of the autoscaler that scales it, else the replicas as written.</summary>
    public static ReplicaRange Of(Workload workload, ObjectGraph graph)
    {
        if (graph.ScalersOf(workload).FirstOrDefault() is { Spec: not null } scaler)
        {
            return Of(scaler);
        }

        var replicas = workload.Replicas ?? 1;
        return new ReplicaRange(replicas, replicas);
    }

    /// <summary>
    /// The bounds of an autoscaler; the defaults of HorizontalPodAutoscaler (1) and KEDA's ScaledObject (0 to 100) where nothing is
    /// written.
    /// </summary>
    public static ReplicaRange Of(KubernetesObject autoscaler)
    {
        var spec = autoscaler.Spec;
        var (least, most) = FieldsOf(autoscaler);
        if (autoscaler.Kind != ScaledObject)
        {
            return new ReplicaRange(spec?.Integer(least) ?? 1, spec?.Integer(most) ?? spec?.Integer(least) ?? 1);
        }

        var written = spec?.Integer(least) ?? 0;
        // Without pods there is no usage to measure: with CPU and memory alone KEDA's autoscaler keeps one pod.
        return new ReplicaRange(written == 0 && MeasuresPodsOnly(autoscaler) ? 1 : written, spec?.Integer(most) ?? 100);
    }

    /// <summary>The fields of an autoscaler's bounds.</summary>
    public static (string Least, string Most) FieldsOf(KubernetesObject autoscaler) =>
        autoscaler.Kind == ScaledObject ? ("minReplicaCount", "maxReplicaCount") : ("minReplicas", "maxReplicas");

    /// <summary>True if a ScaledObject goes down to zero pods while it is idle, whatever its minimum.</summary>
    public static bool IdlesAtZero(KubernetesObject autoscaler) =>
        autoscaler.Kind == ScaledObject && autoscaler.Spec?.Integer("idleReplicaCount") == 0;

    private static bool MeasuresPodsOnly(KubernetesObject autoscaler)
    {
        var triggers = (autoscaler.Spec?.Mappings("triggers") ?? []).Select(trigger => trigger.Text("type")).ToList();
        return triggers.Count > 0 && triggers.TrueForAll(type => type is "cpu" or "memory");
    }
}
