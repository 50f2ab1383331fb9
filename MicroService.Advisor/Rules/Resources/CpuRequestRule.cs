using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Containers say how much processor time they need.</summary>
public sealed class CpuRequestRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cpu-request",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Containers request CPU",
        Why = "Without a request the scheduler packs nodes blindly, the container gets next to nothing when its node is busy, and no autoscaler can compute its use.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
        Checklist = "quotas",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["unset-cpu-requirements"],
            KubeScore = ["container-resources"],
            Polaris = ["cpuRequestsMissing"],
        },
        Difference = "no rule asks for a CPU limit, as kube-score and Polaris (cpuLimitsMissing) do. A limit throttles a container "
            + "while its node is idle; the request alone already gives every container its share when the node is busy.",
        FixSummary = "Requests what the limit allows, as Kubernetes itself does; without a limit only measuring tells.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && !container.Workload.DeclaresForPod("requests", "cpu");

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.Request("cpu") is not { Value: > 0 } && !container.IsRequestUnreadable("cpu")
            && !ContainerDefaults.FillRequest(container, "cpu", context.Graph))
        {
            yield return Report(
                container, ResourceRequest.Holder(container, "requests"), ResourceRequest.Missing(container, "cpu"), ResourceRequest.FromLimit(container, "cpu"));
        }
    }
}
