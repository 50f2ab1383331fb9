using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods are reached through Services, not through their node's ports.</summary>
public sealed class HostPortRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "host-ports",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers take no port of the node",
        Why = "A host port goes around Services and network policies and lets only one such pod run on a node, so replicas stay pending.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/overview/"),
        Checklist = "non-root read-only pods",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => container.Ports.Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context) =>
        from port in container.Ports
        let hostPort = port.Scalar("hostPort")
        where hostPort is not null && hostPort.AsInteger != 0
        select Report(container, hostPort, $"The container takes port {hostPort.Value} of its node.");
}
