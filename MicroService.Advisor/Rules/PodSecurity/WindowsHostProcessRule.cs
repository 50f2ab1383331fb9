using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Windows containers are contained.</summary>
public sealed class WindowsHostProcessRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "windows-host-process",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "No container is a process of its Windows node",
        Why = "A HostProcess container runs on the node itself, with its files, network and rights.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            Polaris = ["hostProcess"],
        },
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from options in Options(workload)
        let hostProcess = options.Options.Scalar("hostProcess")
        where hostProcess is { AsBoolean: true }
        let subject = options.Container is null ? "The pod's containers are processes" : "The container is a process"
        let message = $"{subject} of the Windows node."
        select Baseline(hostProcess, message, options.Container);

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.IsWindows || Options(workload).Any();

    private static IEnumerable<(MappingNode Options, Container? Container)> Options(Workload workload)
    {
        if (workload.SecurityContext?.Mapping("windowsOptions") is { } ofPod)
        {
            yield return (ofPod, null);
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (container.SecurityContext?.Mapping("windowsOptions") is { } own)
            {
                yield return (own, container);
            }
        }
    }
}
