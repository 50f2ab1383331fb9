using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>SELinux separates containers from the node.</summary>
public sealed class SeLinuxOptionsRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "selinux-options",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers keep to the container types of SELinux",
        Why = "Another SELinux type, user or role can switch off what separates containers from the node and from each other.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
    };

    private static readonly string[] AllowedTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload)
    {
        foreach (var (options, container) in Options(workload))
        {
            if (options.Scalar("type") is { } type && !AllowedTypes.Contains(type.Value))
            {
                yield return Baseline(type, $"The SELinux type {type.Value} is not one for containers.", container);
            }

            foreach (var field in new[] { "user", "role" })
            {
                if (options.Scalar(field) is { Value.Length: > 0 } value)
                {
                    yield return Baseline(value, $"The SELinux {field} is set to {value.Value}.", container);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => Options(workload).Any();

    private static IEnumerable<(MappingNode Options, Container? Container)> Options(Workload workload)
    {
        if (workload.SecurityContext?.Mapping("seLinuxOptions") is { } ofPod)
        {
            yield return (ofPod, null);
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (container.SecurityContext?.Mapping("seLinuxOptions") is { } own)
            {
                yield return (own, container);
            }
        }
    }
}
