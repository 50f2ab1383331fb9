using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers run with no_new_privs.</summary>
public sealed class PrivilegeEscalationRule : PodSecurityRule
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
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["privilege-escalation-container"],
            Polaris = ["privilegeEscalationAllowed"],
        },
        FixSummary = "Sets allowPrivilegeEscalation to false; safe where all capabilities are dropped already, none where true is written and they are not.",
    };

    /// <summary>A privileged container may not say so, as the API server refuses it; its being privileged is reported.</summary>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        LinuxOnly.Of(workload, workload.AdmittedContainers.Where(IsAsked).SelectMany(Of), "allowPrivilegeEscalation to be false");

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        !workload.SaysWindows && workload.AdmittedContainers.Any(IsAsked);

    private static bool IsAsked(Container container) => container.SecurityContext?.Boolean("privileged") != true;

    private static IEnumerable<PodSecurityViolation> Of(Container container)
    {
        var allowed = container.SecurityContext?.Scalar("allowPrivilegeEscalation");
        if (allowed?.AsBoolean != false)
        {
            var node = allowed ?? (Node?)container.SecurityContext ?? container.Node;
            var message = $"The container may gain privileges: allowPrivilegeEscalation is {(allowed is null ? "not set" : "true")}.";
            yield return Restricted(node, message, container) with
            {
                ProposeFix = () => Forbid(container),
                // It is the default: who writes it down has a program that gains privileges, most likely.
                Objection = _ => allowed?.AsBoolean == true && !HasNothingToGain(container)
                    ? "It is told so: decide whether its programs gain any." : null,
            };
        }
    }

    private static Fix? Forbid(Container container)
    {
        if (container.CommandLine.Any(word => word.Value.Split(' ', '/', ';', '\n').Any(part => part is "sudo" or "doas" or "pkexec")))
        {
            return null;
        }

        // The API server refuses the two together.
        if (Capabilities.Added(container).Any(item => item.Value is "SYS_ADMIN" or "CAP_SYS_ADMIN"))
        {
            return null;
        }

        // sudo, ping and servers with file capabilities need to escalate, but where no capability is left, there is nothing to gain.
        const string Description = "keep the container from gaining privileges";
        return (HasNothingToGain(container) ? Fix.Safe(Description) : Fix.Review(Description))
            .Set(container.Node, ["securityContext", "allowPrivilegeEscalation"], false);
    }

    private static bool HasNothingToGain(Container container) => Capabilities.DropsAll(container) && !Capabilities.Added(container).Any();
}
