using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Autoscalers scale something that is there.</summary>
public sealed class HpaTargetExistsRule() : ObjectRule("HorizontalPodAutoscaler", "ScaledObject")
{
    private static readonly string[] Unscalable = ["DaemonSet", "Job", "CronJob", "Pod", "Service"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "hpa-target-exists",
        Category = RuleCategory.Scaling,
        Severity = Severity.Danger,
        Title = "Autoscalers name a target that exists and can be scaled",
        Why = "An autoscaler whose target can't be found does nothing and says so only in its own status, so nobody notices until the peak.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"),
        Checklist = "HPA",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["dangling-horizontalpodautoscaler"],
            KubeScore = ["horizontalpodautoscaler-has-target"],
        },
        FixSummary = "Writes the target's API version into scaleTargetRef where it is missing or of another group; the autoscaler then starts to act.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        if (candidate.Spec?.Mapping("scaleTargetRef") is not { } reference)
        {
            return [Report(candidate, (Node?)candidate.Spec ?? candidate.Anchor, "The autoscaler names no scaleTargetRef.")];
        }

        // KEDA takes a Deployment of apps/v1 where nothing else is written.
        var isKeda = candidate.Kind == "ScaledObject";
        var (kind, name) = (reference.Text("kind") ?? (isKeda ? "Deployment" : ""), reference.Text("name") ?? "");
        if (Unscalable.Contains(kind, StringComparer.Ordinal))
        {
            return [Report(candidate, reference, $"The autoscaler targets the {kind} {name}, which can't be scaled.")];
        }

        if (context.Graph.Find(kind, candidate.Namespace, name) is not { } target)
        {
            return [Report(candidate, reference, Missing(kind, name, candidate, context.Graph))];
        }

        return (isKeda && !reference.Has("apiVersion")) || IsSame(GroupOf(reference), target.Group)
            ? []
            : [Report(candidate, reference, WrongGroup(reference, target), Fix.Review($"name the target's API version {Version(target)}").Set(reference, ["apiVersion"], Version(target)))];
    }

    private static string Missing(string kind, string name, KubernetesObject autoscaler, ObjectGraph graph)
    {
        var elsewhere = graph.Named(kind, name).FirstOrDefault();
        return elsewhere is null
            ? $"The autoscaler targets the {kind} {name}, which does not exist in namespace {autoscaler.Namespace}."
            : $"The autoscaler in namespace {autoscaler.Namespace} targets the {kind} {name}, which is in namespace {elsewhere.Namespace}.";
    }

    private static string WrongGroup(MappingNode reference, KubernetesObject target) =>
        reference.Text("apiVersion") is { Length: > 0 } written
            ? $"The autoscaler targets {target} by API version {written}, but it is of {Version(target)}."
            : $"The autoscaler targets {target} without an API version, so it can't be found.";

    private static string GroupOf(MappingNode reference)
    {
        var version = reference.Text("apiVersion") ?? "";
        return version.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? version[..slash] : "";
    }

    // Deployments moved from extensions to apps; the API server no longer knows the old group (Kubernetes 1.16).
    private static string Version(KubernetesObject target) => target.Group == "extensions" ? "apps/v1" : target.ApiVersion;

    private static bool IsSame(string written, string actual) => written == actual || (written == "apps" && actual == "extensions");
}
