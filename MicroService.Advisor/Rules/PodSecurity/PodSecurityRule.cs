using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>
/// A control of the Pod Security Standards. What it decides makes both the rule's findings and the level that a workload meets, so that
/// the two always agree.
/// </summary>
/// <remarks>
/// Decides as the admission plug-in of Kubernetes 1.37 does for the policy version <c>latest</c>
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
/// </remarks>
public abstract class PodSecurityRule : WorkloadRule
{
    /// <summary>What keeps the workload's pods from a level; nothing if the control has no objection.</summary>
    public abstract IEnumerable<PodSecurityViolation> Violations(Workload workload);

    private protected static PodSecurityViolation Baseline(Node node, string message, Container? container = null) =>
        new(PodSecurityLevel.Baseline, node, message, container);

    private protected static PodSecurityViolation Restricted(Node node, string message, Container? container = null) =>
        new(PodSecurityLevel.Restricted, node, message, container);

    /// <inheritdoc/>
    protected sealed override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from violation in Violations(workload)
        where !violation.IsOfLevelOnly
        let isFixed = violation.Container is not { IsEphemeral: true }
        let objection = isFixed ? violation.Objection?.Invoke(context.Graph) : null
        let fix = isFixed && objection is null ? violation.ProposeFix?.Invoke() : null
        let message = objection is null ? violation.Message : $"{violation.Message} {objection}"
        select Report(workload.Object, violation.Node, message, fix, violation.Container) with { Objection = objection };
}
