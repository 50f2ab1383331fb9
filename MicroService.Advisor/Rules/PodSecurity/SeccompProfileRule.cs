using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers may use the usual system calls only.</summary>
public sealed class SeccompProfileRule : WorkloadRule
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
        FixSummary = "Sets RuntimeDefault.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => !workload.IsWindows;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var ofPod = TypeIn(workload.SecurityContext);
        if (ofPod is not null && !IsConfined(ofPod))
        {
            yield return Report(workload, ofPod, $"The pod's seccomp profile is {ofPod.Value}.", Fix(workload.PodSpec));
        }
        else if (ofPod is null)
        {
            var unconfined = workload.Containers.Where(container => TypeIn(container.SecurityContext) is null).ToList();
            if (unconfined.Count > 0)
            {
                var node = (Node?)workload.SecurityContext ?? workload.PodSpec;
                yield return Report(workload, node, $"No seccomp profile is set for {ContainerNames.Of(unconfined)}.", Fix(workload.PodSpec));
            }
        }

        foreach (var container in workload.Containers)
        {
            if (TypeIn(container.SecurityContext) is { } own && !IsConfined(own))
            {
                yield return Report(workload.Object, own, $"The container's seccomp profile is {own.Value}.", Fix(container.Node), container);
            }
        }
    }

    private static ScalarNode? TypeIn(MappingNode? securityContext) => securityContext?.Mapping("seccompProfile")?.Scalar("type");

    private static bool IsConfined(ScalarNode type) => type.Value is "RuntimeDefault" or "Localhost";

    // io_uring and a browser's sandbox need calls that the runtime's profile forbids.
    private static Fix Fix(MappingNode owner) =>
        Fixing.Fix.Review("confine system calls to the runtime's default profile")
            .Set(owner, ["securityContext", "seccompProfile"], MappingNode.Of(("type", "RuntimeDefault")));
}
