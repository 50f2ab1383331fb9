using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods change kernel settings of their own only.</summary>
public sealed class SysctlRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "sysctls",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Pods set safe sysctls only",
        Why = "An unsafe sysctl changes the node for all its pods, and the kubelet refuses pods with one unless the node allows it.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"),
        Checklist = "non-root read-only pods",
    };

    private static readonly HashSet<string> Safe = new(StringComparer.Ordinal)
    {
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.SecurityContext?.Mappings("sysctls").Any() ?? false;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        foreach (var sysctl in workload.SecurityContext?.Mappings("sysctls") ?? [])
        {
            // A slash may stand for the dot.
            if (sysctl.Text("name") is { } name && !Safe.Contains(name.Replace('/', '.')))
            {
                yield return Report(workload, sysctl.Scalar("name")!, $"The pod sets the sysctl {name}, which is not one of the safe ones.");
            }
        }
    }
}
