using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The runtime's AppArmor profile stays on.</summary>
public sealed class AppArmorProfileRule : WorkloadRule
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
    protected override bool AppliesTo(Workload workload, RuleContext context) => !workload.IsWindows && Settings(workload).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from setting in Settings(workload)
        where setting.Value.Value is not ("RuntimeDefault" or "Localhost" or "runtime/default" or "")
            && !(setting.IsAnnotation && setting.Value.Value.StartsWith("localhost/", StringComparison.Ordinal))
        let fix = Fixing.Fix.Review("go back to the runtime's AppArmor profile").Remove(setting.Owner, setting.Key)
        select Report(workload.Object, setting.Value, $"The AppArmor profile is {setting.Value.Value}.", fix, setting.Container);

    private static IEnumerable<(MappingNode Owner, string Key, ScalarNode Value, bool IsAnnotation, Container? Container)> Settings(Workload workload)
    {
        foreach (var (context, container) in workload.Containers.Select(container => (container.SecurityContext, container)).Prepend((workload.SecurityContext, null!)))
        {
            if (context?.Mapping("appArmorProfile")?.Scalar("type") is { } type)
            {
                yield return (context, "appArmorProfile", type, false, container);
            }
        }

        var byName = workload.Containers.ToLookup(container => container.Name, StringComparer.Ordinal);
        foreach (var entry in workload.PodAnnotations?.Entries ?? [])
        {
            if (entry.Key.Value.StartsWith(Annotation, StringComparison.Ordinal) && entry.Value is ScalarNode { IsNull: false } value)
            {
                yield return (workload.PodAnnotations!, entry.Key.Value, value, true, byName[entry.Key.Value[Annotation.Length..]].FirstOrDefault());
            }
        }
    }
}
