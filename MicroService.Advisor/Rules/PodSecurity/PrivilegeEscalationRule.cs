using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers run with no_new_privs.</summary>
public sealed class PrivilegeEscalationRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "privilege-escalation",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers cannot gain privileges",
        Why = "Unless allowPrivilegeEscalation is false, a setuid binary in the image turns any foothold into root.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"),
        Checklist = "non-root read-only pods",
        FixSummary = "Sets allowPrivilegeEscalation to false; safe where all capabilities are dropped already.",
    };

    /// <summary>A privileged container may not say so: the API server refuses it.</summary>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        !container.Workload.IsWindows && container.SecurityContext?.Boolean("privileged") != true;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var allowed = container.SecurityContext?.Scalar("allowPrivilegeEscalation");
        if (allowed is null)
        {
            yield return Report(container, (Node?)container.SecurityContext ?? container.Node, "The container may gain privileges: allowPrivilegeEscalation is not set.", Fix(container));
        }
        else if (allowed.AsBoolean != false)
        {
            yield return Report(container, allowed, "The container may gain privileges: allowPrivilegeEscalation is true.", Fix(container));
        }
    }

    private static Fix? Fix(Container container)
    {
        // The API server refuses the two together.
        if (Capabilities.Added(container).Any(item => item.Value is "SYS_ADMIN" or "CAP_SYS_ADMIN"))
        {
            return null;
        }

        // sudo, ping and servers with file capabilities need to escalate, but where no capability is left, there is nothing to gain.
        var nothingToGain = Capabilities.DropsAll(container) && !Capabilities.Added(container).Any();
        const string Description = "keep the container from gaining privileges";
        return (nothingToGain ? Fixing.Fix.Safe(Description) : Fixing.Fix.Review(Description))
            .Set(container.Node, ["securityContext", "allowPrivilegeEscalation"], false);
    }
}
