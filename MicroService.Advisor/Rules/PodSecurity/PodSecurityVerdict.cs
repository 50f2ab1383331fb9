using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The strictest level of the Pod Security Standards that a workload's pods meet.</summary>
/// <param name="Level">The level.</param>
/// <param name="Obstacles">What keeps the pods from the next level, with the control's rule; nothing if they meet the strictest.</param>
public sealed record PodSecurityVerdict(PodSecurityLevel Level, IReadOnlyList<(PodSecurityRule Control, PodSecurityViolation Violation)> Obstacles)
{
    private static readonly PodSecurityRule[] Controls = [.. RuleCatalog.All.OfType<PodSecurityRule>()];

    /// <summary>The verdict on a workload.</summary>
    public static PodSecurityVerdict Of(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var all = Controls.SelectMany(control => control.Violations(workload), (control, violation) => (Control: control, Violation: violation)).ToList();
        var ofBaseline = all.FindAll(obstacle => obstacle.Violation.ForbiddenBy == PodSecurityLevel.Baseline);
        return ofBaseline.Count > 0 ? new(PodSecurityLevel.Privileged, ofBaseline)
            : all.Count > 0 ? new(PodSecurityLevel.Baseline, all)
            : new(PodSecurityLevel.Restricted, []);
    }
}
