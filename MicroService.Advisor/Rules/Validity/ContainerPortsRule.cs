using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Ports of containers are named and numbered as Kubernetes takes them.</summary>
public sealed class ContainerPortsRule() : ValidationRule(FaultTopic.Port)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "container-ports",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Ports of containers have numbers, distinct names and host ports that are free",
        Why = "The API server refuses ports outside 1 to 65535, names of more than 15 characters, the same name or host port twice, and with hostNetwork a hostPort that is not the containerPort.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["container-ports-check"],
        },
    };
}
