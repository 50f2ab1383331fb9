using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>Updates replace pods without going below the wanted number.</summary>
public sealed class RollingUpdateRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rolling-update",
        Category = RuleCategory.Rollout,
        Severity = Severity.Warning,
        Title = "Rolling updates start a new pod before they stop an old one",
        Why = "An update that stops pods before their successors are ready takes that much capacity away at every release, and with one replica, or the strategy Recreate, all of it. With OnDelete an update reaches no pod until someone deletes it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-rolling-update-strategy"],
            KubeScore = ["deployment-strategy"],
        },
        FixSummary = "Sets maxUnavailable 0 with a surge, or RollingUpdate instead of OnDelete; two versions then run side by side for a moment.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind switch
    {
        "Deployment" => workload.Replicas is not 0 && !NeedsItsPlace(workload) && !context.Graph.IsRunByRollout(workload),
        // Operators of data stores often choose the moment themselves.
        "StatefulSet" or "DaemonSet" => !DataStore.RunsIn(workload),
        _ => false,
    };

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        workload.Kind == "Deployment" ? InspectDeployment(workload, context) : InspectOnDelete(workload);

    private IEnumerable<Finding> InspectDeployment(Workload workload, RuleContext context)
    {
        var strategy = workload.Spec.Mapping("strategy");
        if (strategy?.Text("type") == "Recreate")
        {
            yield return Report(
                workload,
                strategy.Scalar("type")!,
                "An update stops all pods before it starts new ones; whether two may run side by side only its author knows.");
            yield break;
        }

        var replicas = MostReplicas(workload, context);
        var rolling = strategy?.Mapping("rollingUpdate");
        var unavailable = PodShare.Of(rolling?["maxUnavailable"], replicas, roundsUp: false);
        var surge = PodShare.Of(rolling?["maxSurge"], replicas, roundsUp: true);
        // If both come to nothing, the controller takes one pod away: it could not move otherwise.
        if (unavailable > 0 || surge == 0)
        {
            // The surge would be the second pod.
            var doubt = (replicas == 1 ? SingleInstance.Doubt(workload, context.Graph) : null) ?? Shortage(workload, context.Graph);
            yield return Report(
                workload,
                rolling?.Scalar("maxUnavailable") ?? rolling ?? strategy ?? (Node)workload.Spec,
                $"An update may take {Math.Max(1, unavailable)} of {replicas} pods away before new ones are ready{(doubt is null ? "" : $"; {doubt}")}.",
                doubt is null ? Surge(workload) : null);
        }
    }

    private IEnumerable<Finding> InspectOnDelete(Workload workload)
    {
        if (workload.Spec.Mapping("updateStrategy")?.Scalar("type") is { Value: "OnDelete" } type)
        {
            yield return Report(
                workload,
                type,
                "An update reaches a pod only when somebody deletes it.",
                Fix.Review("update pods one after the other").Set(workload.Spec, ["updateStrategy", "type"], "RollingUpdate"));
        }
    }

    // A pod that finds no node would hold up the update for ever.
    private static string? Shortage(Workload workload, ObjectGraph graph) =>
        Accelerator.IsUsedBy(workload) ? "an extra pod would need a free device of its own, so decide whether there is one"
        : workload.PodSpec.Mapping("affinity")?.Mapping("podAntiAffinity") is { } terms
            && PodAffinityTerm.Required(terms).Any(term => term.SelectsEarlier(workload, graph))
            ? "its required anti-affinity lets an extra pod run only on a free node, so decide whether there is one"
        : null;

    private static Fix Surge(Workload workload)
    {
        var fix = Fix.Review("start new pods before old ones stop").Set(workload.Spec, ["strategy", "rollingUpdate", "maxUnavailable"], 0);
        return PodShare.Of(workload.Spec.Mapping("strategy")?.Mapping("rollingUpdate")?["maxSurge"], 1, roundsUp: true) > 0
            ? fix
            : fix.Set(workload.Spec, ["strategy", "rollingUpdate", "maxSurge"], 1);
    }

    // A second pod can't have the same volume or the same port of the node, so the update would wait for ever.
    private static bool NeedsItsPlace(Workload workload) =>
        workload.PodSpec.Boolean("hostNetwork") == true
        || workload.Volumes.Any(volume => volume.Has("persistentVolumeClaim"))
        || workload.Containers.Any(container => container.Ports.Any(port => port.Integer("hostPort") is > 0));

    private static long MostReplicas(Workload workload, RuleContext context) =>
        Math.Clamp(
            context.Graph.AutoscalersOf(workload).Select(scaler => scaler.Spec?.Integer("maxReplicas")).Append(workload.Replicas).Max() ?? 1,
            1,
            int.MaxValue);
}
