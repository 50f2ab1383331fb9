using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Cluster.RightSizing;

/// <summary>Writes answers into manifests, as a rule whose fixes the advisor applies: in the source text, and where kustomize builds from it.</summary>
public sealed class RightSizingRule(IReadOnlyList<ContainerAnswer> answers, Func<KubernetesObject, WorkloadKey> keyOf) : Rule
{
    private readonly ILookup<WorkloadKey, ContainerAnswer> _answers = answers.ToLookup(answer => answer.Workload);

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "right-size",
        Category = RuleCategory.Resources,
        Severity = Severity.Advice,
        Title = "Containers request what they used",
        Why = "Too large requests leave nodes empty that are paid for; too small ones get containers evicted or starved.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
        Checklist = "quotas",
    };

    /// <inheritdoc/>
    public override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return candidate.Workload is not null && _answers.Contains(keyOf(candidate));
    }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        foreach (var container in candidate.Workloads.SelectMany(workload => workload.Containers))
        {
            // Several builds may have a workload of that name, with sizes of their own; one resource may be written already.
            var present = SizesOf(container);
            var answers = _answers[keyOf(candidate)].Where(answer => answer.Container == container.Name).ToList();
            if ((answers.Find(answer => answer.Present == present) ?? answers.Find(answer => IsBetween(present, answer))) is { } answer)
            {
                // Request and limit of a resource change together or not at all.
                foreach (var changes in (answer with { Present = present }).Changes.GroupBy(change => change.Resource))
                {
                    yield return Report(candidate, container, [.. changes]);
                }
            }
        }
    }

    /// <summary>Whether there is no figure for what a finding changes in a container of that object: then it says nothing against it.</summary>
    /// <param name="finding">A finding of this rule, perhaps of another object.</param>
    /// <param name="candidate">The object.</param>
    public bool IsSilentOn(Finding finding, KubernetesObject candidate)
    {
        ArgumentNullException.ThrowIfNull(finding);
        ArgumentNullException.ThrowIfNull(candidate);
        var answers = _answers[keyOf(candidate)].Where(answer => answer.Container == finding.Container).ToList();
        return finding.RuleId == Definition.Id && finding.Fix!.Operations.OfType<SetField>().All(operation => operation.Path is [_, _, var resource]
            && answers.TrueForAll(answer => (resource == "cpu" ? answer.NoCpu : answer.NoMemory) is not null));
    }

    private static bool IsBetween(ContainerSizes present, ContainerAnswer answer) =>
        present.All.Zip(answer.Present.All.Zip(answer.Right.All))
            .All(size => size.First.Amount == size.Second.First.Amount || size.First.Amount == size.Second.Second.Amount);

    internal static ContainerSizes SizesOf(Container container)
    {
        Quantity? Amount(string list, string resource) => Quantity.Of(container.Node.At("resources", list, resource));
        return new ContainerSizes(Amount("requests", "cpu"), Amount("limits", "cpu"), Amount("requests", "memory"), Amount("limits", "memory"));
    }

    private Finding Report(KubernetesObject candidate, Container container, IReadOnlyList<(string List, string Resource, Quantity Amount)> changes)
    {
        var words = string.Join(", ", changes.Select(change => $"{change.Resource} {change.List[..^1]} {TextOf(change)}"));
        var fix = changes.Aggregate(
            Fix.Review($"set {words} of {container.Name}"),
            (fix, change) => fix.Set(container.Node, ["resources", change.List, change.Resource], TextOf(change)));
        return new Finding
        {
            RuleId = Definition.Id,
            Category = Definition.Category,
            Severity = Definition.Severity,
            Object = candidate,
            Container = container.Name,
            Node = container.Node["resources"] ?? container.Node,
            Message = $"What the container used asks for {words}.",
            Fix = fix,
        };
    }

    private static string TextOf((string List, string Resource, Quantity Amount) change) =>
        change.Resource == "cpu" ? change.Amount.ToCpuText() : change.Amount.ToMemoryText();
}
