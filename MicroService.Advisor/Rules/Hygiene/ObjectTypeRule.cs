using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>An object says both its apiVersion and its kind. The API server itself asks custom resources for them.</summary>
public sealed class ObjectTypeRule : ObjectRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "object-type",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Danger,
        Title = "Objects state apiVersion and kind",
        Why = "kubectl needs both to find the address that an object is sent to, and refuses the file without them. Only a client that knows the address leaves them out.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields"),
        Checklist = "sane defaults",
        FixSummary = "sets the apiVersion if one group has the kind",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return (candidate.ApiVersion.Length == 0 || candidate.Kind.Length == 0) && BuiltInGroups.Knows(candidate.ApiVersion, candidate.Kind);
    }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (candidate.Kind.Length == 0)
        {
            yield return Report(candidate, candidate.Root["kind"] ?? candidate.Root, "The kind is missing, such as kind: Deployment.");
            yield break;
        }

        var version = BuiltInGroups.OnlyVersionOf(candidate.Kind);
        yield return Report(
            candidate,
            candidate.Root["apiVersion"] ?? candidate.Root,
            $"The apiVersion is missing{(version is null ? ". kubectl api-resources lists that of each kind" : $". Write apiVersion: {version}")}.",
            version is null ? null : Fix.Review($"set apiVersion to {version}").Set(candidate.Root, ["apiVersion"], version));
    }
}
