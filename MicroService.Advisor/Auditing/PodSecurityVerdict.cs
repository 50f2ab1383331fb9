using MicroService.Advisor.Catalog;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Advisor.Auditing;

/// <summary>The strictest level of the Pod Security Standards that a workload's pods meet.</summary>
/// <param name="Level">The level.</param>
/// <param name="Obstacles">What keeps the pods from the next level, in catalog order; nothing if they meet the strictest.</param>
public sealed record PodSecurityVerdict(PodSecurityLevel Level, IReadOnlyList<PodSecurityObstacle> Obstacles)
{
    private static readonly PodSecurityRule[] Controls = [.. RuleCatalog.All.OfType<PodSecurityRule>()];

    /// <summary>The verdict on a workload.</summary>
    public static PodSecurityVerdict Of(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Of([workload]);
    }

    /// <summary>The verdict on all the pods of an object.</summary>
    public static PodSecurityVerdict Of(IEnumerable<Workload> workloads)
    {
        ArgumentNullException.ThrowIfNull(workloads);
        var all = new List<PodSecurityObstacle>();
        foreach (var control in Controls)
        {
            all.AddRange(workloads.SelectMany(control.Violations).Select(violation => new PodSecurityObstacle(control.Definition.Id, violation)));
        }

        var ofBaseline = all.FindAll(obstacle => obstacle.Violation.ForbiddenBy == PodSecurityLevel.Baseline);
        return ofBaseline.Count > 0 ? new(PodSecurityLevel.Privileged, ofBaseline)
            : all.Count > 0 ? new(PodSecurityLevel.Baseline, all)
            : new(PodSecurityLevel.Restricted, []);
    }
}

/// <summary>What keeps a workload's pods from the next level.</summary>
/// <param name="Control">The id of the rule that decides the control.</param>
/// <param name="Violation">What it finds wrong.</param>
public sealed record PodSecurityObstacle(string Control, PodSecurityViolation Violation);
