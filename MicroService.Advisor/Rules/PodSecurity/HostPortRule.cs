using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods are reached through Services, not through their node's ports.</summary>
public sealed class HostPortRule : PodSecurityRule
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
        Equivalents = new RuleEquivalents
        {
            Polaris = ["hostPortSet"],
        },
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from container in workload.AdmittedContainers
        from port in container.Ports
        let hostPort = port.Scalar("hostPort")
        where hostPort is not null && hostPort.AsInteger != 0 && !IsFilledIn(workload, port, hostPort)
        select Baseline(hostPort, $"The container takes port {hostPort.Value} of its node.", container);

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.AdmittedContainers.Any(container => container.Ports.Any());

    // In the node's network every port is the node's: the API server fills it in, and hostNetwork is what is wrong.
    private static bool IsFilledIn(Workload workload, MappingNode port, ScalarNode hostPort) =>
        workload.PodSpec.Boolean("hostNetwork") == true && hostPort.AsInteger == port.Integer("containerPort");
}
