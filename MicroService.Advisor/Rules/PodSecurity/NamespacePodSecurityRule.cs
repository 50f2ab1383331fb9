using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods meet the Pod Security level that their given Namespace enforces.</summary>
public sealed class NamespacePodSecurityRule : WorkloadRule
{
    private const string Enforce = "pod-security.kubernetes.io/enforce";
    private const string EnforceVersion = "pod-security.kubernetes.io/enforce-version";

    // A message that names all of them does not help: each has a finding of its own.
    private const int MostReasons = 3;

    private static readonly PodSecurityRule[] Controls =
    [
        new PrivilegedRule(), new RunAsNonRootRule(), new RunAsUserRule(), new CapabilitiesRule(), new PrivilegeEscalationRule(),
        new SeccompProfileRule(), new HostNamespaceRule(), new HostPathRule(), new ContainerRuntimeSocketRule(), new HostPortRule(),
        new VolumeTypeRule(), new ProcMountRule(), new SysctlRule(), new AppArmorProfileRule(), new SeLinuxOptionsRule(),
        new WindowsHostProcessRule(), new ProbeHostRule(),
    ];

    // Kubernetes' documentation, Pod Security Standards: since when a control is one, of those that came after the oldest version here.
    private const int OldestMinor = 25;
    private const int ProbeHostMinor = 34;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "namespace-pod-security",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "Pods meet the level that their namespace enforces",
        Why = "The API server refuses pods that do not meet the level in the label pod-security.kubernetes.io/enforce of their namespace. It accepts the Deployment or Job around them, which then never gets a pod.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-admission/"),
        Checklist = "non-root read-only pods",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(context);
        return Level(workload, context.Graph) is not PodSecurityLevel.Privileged;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(context);
        var level = Level(workload, context.Graph);
        var minor = Minor(NamespaceOf(workload, context.Graph)!);
        var violations = Controls.Where(control => control is not ProbeHostRule || minor is null or >= ProbeHostMinor)
            .SelectMany(control => control.Violations(workload)).Where(violation => violation.ForbiddenBy <= level).ToList();
        if (violations is [var first, ..])
        {
            var reasons = violations.Select(violation => violation.Message).Distinct(StringComparer.Ordinal).ToList();
            var rest = reasons.Count - MostReasons;
            yield return Report(
                workload.Object, first.Node,
                $"The namespace {workload.Object.Namespace} enforces {(level == PodSecurityLevel.Baseline ? "baseline" : "restricted")}, so the API server refuses the pods: "
                + $"{string.Join(' ', reasons.Take(MostReasons))}{(rest > 0 ? $" And {rest} more." : "")}",
                container: first.Container);
        }
    }

    private static PodSecurityLevel Level(Workload workload, ObjectGraph graph) =>
        NamespaceOf(workload, graph) is not { } labels || Minor(labels) is < OldestMinor ? PodSecurityLevel.Privileged
        : labels.Text(Enforce) switch
        {
            "restricted" => PodSecurityLevel.Restricted,
            "baseline" => PodSecurityLevel.Baseline,
            _ => PodSecurityLevel.Privileged,
        };

    // The labels of its namespace. What has none written may be applied to any.
    private static MappingNode? NamespaceOf(Workload workload, ObjectGraph graph) =>
        workload.RunsAsWritten && workload.Object.WrittenNamespace is { } ns && graph.Find("Namespace", "default", ns) is { Group: "", Labels: { } labels }
            ? labels
            : null;

    // The minor version of the standard that is enforced, 0 if it can't be told; null for the latest.
    private static int? Minor(MappingNode labels) => labels.Text(EnforceVersion) switch
    {
        null or "latest" => null,
        ['v', '1', '.', .. var minor] when int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => 0,
    };
}
