using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>An environment variable is set once.</summary>
public sealed class DuplicateVariableRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "config-duplicate-variable",
        Category = RuleCategory.Configuration,
        Severity = Severity.Warning,
        Title = "Environment variables are set once",
        Why = "Of two entries with one name the last wins, editing the first changes nothing, and kubectl apply can drop or reorder them when it merges lists by name.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/"),
        Checklist = "external configuration",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["duplicate-env-var"],
            KubeScore = ["environment-variable-key-duplication"],
        },
        FixSummary = "Removes the entries that are overridden, where no variable between them refers to their value.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => container.Environment.Skip(1).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.Node.Sequence("env") is not { } variables)
        {
            yield break;
        }

        var named = variables.Items.OfType<MappingNode>().Where(variable => variable.Text("name") is { Length: > 0 });
        foreach (var group in named.GroupBy(variable => variable.Text("name")!, StringComparer.Ordinal))
        {
            var entries = group.ToList();
            if (entries.Count > 1)
            {
                yield return Report(container, entries[0].Scalar("name")!, $"{group.Key} is set {entries.Count} times; only the last entry counts.", RemoveOverridden(variables, group.Key, entries));
            }
        }
    }

    // $(NAME) takes the value that was set before it, so an overridden entry may still be in use.
    private static Fix? RemoveOverridden(SequenceNode variables, string name, List<MappingNode> entries)
    {
        var reference = $"$({name})";
        if (variables.Items.OfType<MappingNode>().Any(variable => variable.Text("value")?.Contains(reference, StringComparison.Ordinal) is true))
        {
            return null;
        }

        return entries.SkipLast(1).Aggregate(Fix.Safe($"remove the overridden entries of {name}"), (fix, entry) => fix.RemoveItem(variables, entry));
    }
}
