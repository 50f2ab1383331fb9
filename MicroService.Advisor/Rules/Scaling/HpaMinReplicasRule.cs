using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Autoscalers keep a second pod at night.</summary>
public sealed class HpaMinReplicasRule() : ObjectRule("HorizontalPodAutoscaler", "ScaledObject")
{
    private static readonly RuleParameter Least =
        new("minimum", Default: 2, Least: 2, Most: 1000, "The fewest pods that an autoscaler may keep.");

    /// <inheritdoc/>
    public override RuleDefinition Definition => Told;

    private static readonly RuleDefinition Told = new()
    {
        Id = "hpa-min-replicas",
        Category = RuleCategory.Scaling,
        Severity = Severity.Warning,
        Title = "Autoscalers keep at least two pods",
        Why = "An autoscaler that goes down to one pod makes every node failure or drain in a quiet hour an outage.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/"),
        Checklist = "HPA",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["hpa-minimum-three-replicas"],
            KubeScore = ["horizontalpodautoscaler-replicas"],
            Polaris = ["hpaMinAvailability"],
        },
        Difference = "two pods are enough where kube-linter asks for three; minimum asks for more.",
        FixSummary = "Sets minReplicas (of a ScaledObject minReplicaCount) to 2, and the maximum to 3 where it would leave nothing to scale.",
        Parameters = [Least],
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        // Zero is a choice of its own: scale to zero while nothing comes in (HPAScaleToZero, KEDA). Less the API server refuses.
        candidate.Spec is not null && ReplicaRange.Of(candidate).Least > 0 && !ReplicaRange.IdlesAtZero(candidate);

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var spec = candidate.Spec!;
        var wanted = Value(Least, context);
        var range = ReplicaRange.Of(candidate);
        if (range.Least >= wanted)
        {
            yield break;
        }

        var (least, most) = ReplicaRange.FieldsOf(candidate);
        var doubt = context.Graph.TargetOf(candidate) is { } target ? SingleInstance.Doubt(target, context.Graph) : null;
        var fix = doubt is null ? Fix.Review($"keep at least {wanted} pods").Set(spec, [least], wanted) : null;
        if (spec.Has(most) && range.Most <= wanted)
        {
            fix = fix?.Set(spec, [most], wanted + 1);
        }

        var end = (range.Most == range.Least ? $" {most} is no more, so it scales nothing." : "")
            + (doubt is null ? "" : $" Of the target, {doubt}.");
        if (spec.Scalar(least) is { AsInteger: > 0 } written)
        {
            yield return Report(candidate, written, $"The autoscaler may go down to {least} {written.Value}, {Consequence(range, wanted)}.{end}", fix);
            yield break;
        }

        var how = spec.Has(least) ? $"sets {least} to 0, which CPU and memory can't scale to," : $"names no {least}";
        yield return Report(
            candidate, (Node?)spec.Scalar(least) ?? spec, $"The autoscaler {how} and may go down to 1, so one lost pod can be all of them.{end}", fix);
    }

    /// <summary>True if the rule tells what is wrong with the minimum of an autoscaler, so that no other need.</summary>
    internal static bool Tells(ReplicaRange range, RuleContext context) =>
        range.Least > 0 && range.Least < context.Settings.Policy.ValueOf(Told, Least) && !context.Settings.Policy.IsOff(Told);

    private static string Consequence(ReplicaRange range, long wanted) =>
        range.Least > 1 ? $"where the settings ask for {wanted}" : "so one lost pod can be all of them";
}
