using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers are not given the node.</summary>
public sealed class PrivilegedRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "privileged",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "No container is privileged",
        Why = "A privileged container has every capability and every device of its node: whoever breaks into it owns the node and all pods on it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        FixSummary = "Sets privileged to false, unless a mount propagates to the node.",
    };

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.SecurityContext?.Scalar("privileged") is { AsBoolean: true } privileged)
        {
            yield return Report(container, privileged, "The container is privileged.", Fix(container));
        }
    }

    // The API server takes bidirectional mounts from privileged containers only.
    private static Fix? Fix(Container container) =>
        container.VolumeMounts.Any(mount => mount.Text("mountPropagation") == "Bidirectional")
            ? null
            : Fixing.Fix.Review("run the container unprivileged").Set(container.Node, ["securityContext", "privileged"], false);
}
