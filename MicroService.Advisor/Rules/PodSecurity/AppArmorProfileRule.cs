using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The runtime's AppArmor profile stays on.</summary>
public sealed class AppArmorProfileRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "apparmor-profile",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "No container runs without its AppArmor profile",
        Why = "Unconfined takes away the last barrier that stops a broken-in container from touching the node's kernel interfaces.",
        Reference = new Uri("https://kubernetes.io/docs/tutorials/security/apparmor/"),
        Checklist = "non-root read-only pods",
        FixSummary = "Takes the setting out, so that the default profile applies.",
    };

    private const string Annotation = "container.apparmor.security.beta.kubernetes.io/";

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from setting in Settings(workload)
        where !setting.IsAllowed
        let value = setting.Value?.Value is { Length: > 0 } text ? text : "without a type"
        select Baseline((Node?)setting.Value ?? setting.Owner, $"The AppArmor profile is {value}.", setting.Container) with
        {
            // The runtime's profile forbids mounts, which nobody else may make.
            Objection = _ => (setting.Container is { } container ? [container] : workload.Containers).Any(Mounts)
                ? "It may mount file systems, which the runtime's profile forbids: decide whether it needs to." : null,
            ProposeFix = () => Fix.Review("go back to the runtime's AppArmor profile").Remove(setting.Owner, setting.Key),
        };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => Settings(workload).Any();

    private static bool Mounts(Container container) =>
        container.SecurityContext?.Boolean("privileged") == true || Capabilities.Added(container).Any(added => added.Value is "SYS_ADMIN" or "ALL");

    private static IEnumerable<Setting> Settings(Workload workload)
    {
        if (workload.SecurityContext?.Mapping("appArmorProfile") is { } ofPod)
        {
            yield return new Setting(workload.SecurityContext, "appArmorProfile", ofPod.Scalar("type"), null);
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (container.SecurityContext?.Mapping("appArmorProfile") is { } own)
            {
                yield return new Setting(container.SecurityContext, "appArmorProfile", own.Scalar("type"), container);
            }
        }

        if (workload.PodAnnotations is not { } annotations)
        {
            yield break;
        }

        Dictionary<string, Container>? byName = null;
        foreach (var entry in annotations.Entries)
        {
            if (entry.Name.StartsWith(Annotation, StringComparison.Ordinal) && entry.Value is ScalarNode { IsNull: false } value)
            {
                var name = entry.Name[Annotation.Length..];
                byName ??= workload.AdmittedContainers.DistinctBy(container => container.Name).ToDictionary(container => container.Name);
                yield return new Setting(annotations, entry.Name, value, byName.GetValueOrDefault(name)) { IsAnnotation = true };
            }
        }
    }

    private sealed record Setting(MappingNode Owner, string Key, ScalarNode? Value, Container? Container)
    {
        public bool IsAnnotation { get; init; }

        public bool IsAllowed => IsAnnotation
            ? Value?.Value is "runtime/default" or "" || (Value?.Value.StartsWith("localhost/", StringComparison.Ordinal) ?? true)
            : Value?.Value is "RuntimeDefault" or "Localhost";
    }
}
