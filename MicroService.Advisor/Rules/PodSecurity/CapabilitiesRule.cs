using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers keep no Linux capability that they do not need.</summary>
public sealed class CapabilitiesRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "capabilities",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers drop all capabilities and add none but NET_BIND_SERVICE",
        Why = "The default capabilities let a container forge packets, change file owners and bypass file permissions; an intruder uses what the application never needed.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["drop-net-raw-capability"],
            Polaris = ["dangerousCapabilities", "insecureCapabilities", "linuxHardening"],
        },
        Difference = "ALL is to be dropped, as the Restricted standard says, and not single capabilities.",
        FixSummary = "Drops ALL; adds NET_BIND_SERVICE where a port below 1024 is declared, or where the image is known not to start without it; none where the container seems to need root, nor where a container of the pod adds others and drops none.",
    };

    private const string Bind = "NET_BIND_SERVICE";

    // What container runtimes give anyway (the plug-in's list for Baseline).
    private static readonly HashSet<string> Usual = new(StringComparer.Ordinal)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", Bind, "SETFCAP", "SETGID", "SETPCAP", "SETUID",
        "SYS_CHROOT",
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload)
    {
        var onLinux = workload.AdmittedContainers.SelectMany(OnLinux);
        return workload.IsWindows
            ? [.. onLinux.Where(IsBaseline), .. LinuxOnly.Of(workload, onLinux.Where(violation => !IsBaseline(violation)), "dropped capabilities")]
            : onLinux;
    }

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.AdmittedContainers.Count > 0 && (!workload.SaysWindows || Violations(workload).Any());

    private static bool IsBaseline(PodSecurityViolation violation) => violation.ForbiddenBy == PodSecurityLevel.Baseline;

    private static IEnumerable<PodSecurityViolation> OnLinux(Container container)
    {
        if (!Capabilities.DropsAll(container))
        {
            var capabilities = container.SecurityContext?.Mapping("capabilities");
            var node = capabilities?.Sequence("drop") ?? capabilities ?? (Node?)container.SecurityContext ?? container.Node;
            yield return Restricted(node, "The container does not drop ALL capabilities.", container) with
            {
                ProposeFix = () => Drop(container),
                Objection = graph => RootNeed.Objection([container], graph, isPrivileged: false)
                    ?? Capabilities.Dependence(container)
                    // What an init container prepares as root, the others may read with rights of root alone. Who stays root, as nobody
                    // may own its files yet, takes them over and becomes another user at start.
                    ?? (NonRootUser.IsCertain(container) ? null
                        : RootNeed.ObjectionInPod(container.Workload, graph) ?? SharedFiles.Objection(container.Workload, graph))
                    ?? (KnownImage.HasOtherFileCapability(container.Image)
                        ? "The image's program has file capabilities and does not start without them: decide which to add." : null)
                    ?? RootNeed.UnknownStore([container]),
            };
        }

        foreach (var added in Capabilities.Added(container).Where(item => item.Value != Bind))
        {
            var level = Usual.Contains(added.Value) ? PodSecurityLevel.Restricted : PodSecurityLevel.Baseline;
            var message = $"The container adds the capability {added.Value}, which the {level} standard forbids.";
            yield return new PodSecurityViolation(level, added, message, container);
        }
    }

    private static Fix Drop(Container container)
    {
        var fix = Fix.Review("drop all capabilities").Append(container.Node, ["securityContext", "capabilities", "drop"], "ALL");
        var needsBind = KnownImage.HasFileCapability(container.Image) || LowPorts.Of(container).Any();
        return needsBind && !Capabilities.Added(container).Any(item => item.Value is "ALL" or Bind)
            ? fix.Append(container.Node, ["securityContext", "capabilities", "add"], Bind)
            : fix;
    }
}
