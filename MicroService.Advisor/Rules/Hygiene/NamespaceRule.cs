using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Objects of an application say which namespace they belong to, all or none of them.</summary>
public sealed class NamespaceRule : WorkloadRule
{
    private static readonly ConditionalWeakTable<ObjectGraph, StrongBox<bool>> Known = [];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "namespace",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Workloads write a namespace of their own if the application does",
        Why = "A workload without a namespace lands wherever the context of whoever applies it points, away from the Services, policies and quotas of its application; the namespace default has no owner.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"),
        Checklist = "quotas",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["use-namespace"],
        },
        Difference = "a namespace is asked for only if other objects of the application have one. Many manifests leave it to kubectl "
            + "or Kustomize.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        // Where nothing writes one, it is chosen when the manifest is applied or by what builds upon it.
        workload.Object.WrittenNamespace is not null || WritesNamespaces(context.Graph);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Object.WrittenNamespace is null)
        {
            yield return Report(workload, workload.Object.Anchor, "No namespace is written, though other workloads given with this one have theirs.");
        }
        else if (workload.Object.Metadata?.Scalar("namespace") is { Value: "default" } written)
        {
            yield return Report(workload, (Node)written, "The workload runs in the namespace default.");
        }
    }

    private static bool WritesNamespaces(ObjectGraph graph) =>
        Known.GetValue(graph, static graph => new StrongBox<bool>(graph.Workloads.Any(workload => workload.Object.WrittenNamespace is not null))).Value;
}
