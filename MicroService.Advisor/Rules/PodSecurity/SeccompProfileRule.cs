using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers may use the usual system calls only.</summary>
public sealed class SeccompProfileRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "seccomp-profile",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers run under a seccomp profile",
        Why = "Without a profile a container may use every system call of the kernel, and most ways out of a container begin with a rare one.",
        Reference = new Uri("https://kubernetes.io/docs/tutorials/security/seccomp/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["container-seccomp-profile"],
            Polaris = ["linuxHardening"],
        },
        FixSummary = "Sets RuntimeDefault; none where Unconfined is written.",
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload)
    {
        var ofPod = ProfileIn(workload.SecurityContext);
        if (ofPod is not null && !IsConfined(ofPod))
        {
            yield return Unconfined(ofPod, $"The pod's seccomp profile is {TypeOf(ofPod)}.", workload.PodSpec, null);
        }

        foreach (var missing in LinuxOnly.Of(workload, ofPod is null ? Missing(workload) : [], "a seccomp profile"))
        {
            yield return missing;
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (ProfileIn(container.SecurityContext) is { } own && !IsConfined(own))
            {
                yield return Unconfined(own, $"The container's seccomp profile is {TypeOf(own)}.", container.Node, container);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => !workload.SaysWindows || Violations(workload).Any();

    private static PodSecurityViolation Unconfined(MappingNode profile, string message, MappingNode owner, Container? container) =>
        Baseline((Node?)profile.Scalar("type") ?? profile, message, container) with
        {
            ProposeFix = () => Confine(owner),
            // It is the default: who writes it down needs calls that the profile forbids, most likely.
            Objection = _ => profile.Text("type") == "Unconfined" ? "It is told so: decide which system calls it needs." : null,
        };

    private static IEnumerable<PodSecurityViolation> Missing(Workload workload)
    {
        var unconfined = workload.AdmittedContainers.Where(container => ProfileIn(container.SecurityContext) is null).ToList();
        if (unconfined.Count > 0)
        {
            var node = (Node?)workload.SecurityContext ?? workload.PodSpec;
            yield return Restricted(node, $"No seccomp profile is set for {ContainerNames.Of(unconfined)}.") with
            {
                ProposeFix = () => Confine(workload.PodSpec),
            };
        }
    }

    private static MappingNode? ProfileIn(MappingNode? securityContext) => securityContext?.Mapping("seccompProfile");

    private static bool IsConfined(MappingNode profile) => profile.Text("type") is "RuntimeDefault" or "Localhost";

    private static string TypeOf(MappingNode profile) => profile.Text("type") is { Length: > 0 } type ? type : "without a type";

    // io_uring and a browser's sandbox need calls that the runtime's profile forbids.
    private static Fix Confine(MappingNode owner) =>
        Fix.Review("confine system calls to the runtime's default profile")
            .Set(owner, ["securityContext", "seccompProfile"], MappingNode.Of(("type", "RuntimeDefault")));
}
