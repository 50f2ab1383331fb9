using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Autoscalers keep a second pod at night.</summary>
public sealed class HpaMinReplicasRule() : ObjectRule("HorizontalPodAutoscaler")
{
    private static readonly RuleParameter Least =
        new("minimum", Default: 2, Least: 2, Most: 1000, "The fewest pods that an autoscaler may keep.");

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
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
        FixSummary = "Sets minReplicas to 2, and maxReplicas too where that is lower.",
        Parameters = [Least],
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        // Zero is a choice of its own: scale to zero while nothing comes in (HPAScaleToZero). Less the API server refuses.
        candidate.Spec is { } spec && spec.Integer("minReplicas") is not <= 0;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var spec = candidate.Spec!;
        var least = Value(Least, context);
        if ((spec.Integer("minReplicas") ?? 1) >= least)
        {
            yield break;
        }

        var fix = Fix.Review($"keep at least {least} pods").Set(spec, ["minReplicas"], least);
        if (spec.Integer("maxReplicas") < least)
        {
            fix = fix.Set(spec, ["maxReplicas"], least);
        }

        yield return spec.Scalar("minReplicas") is { } written
            ? Report(candidate, written, $"The autoscaler may go down to minReplicas {written.Value}, {Consequence(spec, least)}.", fix)
            : Report(candidate, spec, "The autoscaler names no minReplicas and may go down to 1, so one lost pod can be all of them.", fix);
    }

    private static string Consequence(MappingNode spec, long least) => spec.Integer("minReplicas") is > 1
        ? $"where the settings ask for {least}"
        : "so one lost pod can be all of them";
}
