using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods change kernel settings of their own only.</summary>
public sealed class SysctlRule : PodSecurityRule
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
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["unsafe-sysctls"],
        },
        FixSummary = "Writes the name of a safe sysctl with dots, as Pod Security admission asks for.",
    };

    // By name as it is written: the plug-in knows no slashes for dots.
    private static readonly HashSet<string> Safe = new(StringComparer.Ordinal)
    {
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_rmem", "net.ipv4.tcp_slow_start_after_idle",
        "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from sysctl in workload.SecurityContext?.Mappings("sysctls") ?? []
        let name = sysctl.Text("name") ?? ""
        where !Safe.Contains(name)
        let dotted = name.Replace('/', '.')
        let isSafe = Safe.Contains(dotted)
        let hint = isSafe ? $"; Pod Security admission allows it only as {dotted}" : ", which is not one of the safe ones"
        select Baseline((Node?)sysctl.Scalar("name") ?? sysctl, $"The pod sets the sysctl {name}{hint}.") with
        {
            // The kubelet takes both for the same.
            ProposeFix = () => isSafe ? Fix.Safe($"write the sysctl as {dotted}").Set(sysctl, ["name"], dotted) : null,
        };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.SecurityContext?.Mappings("sysctls").Any() ?? false;
}
