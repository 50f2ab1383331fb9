using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>A quota leaves room for a rollout at full scale.</summary>
public sealed class QuotaRoomRule() : ObjectRule("ResourceQuota")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "quota-room",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Quotas leave room for a rollout at full scale",
        Why = "The API server refuses pods beyond the quota. Pods count until they are gone, so a rollout at the peak needs room for the surge and for all old pods that are still shutting down; without it the new pods, those of other workloads too, wait for them.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/policy/resource-quotas/"),
        Checklist = "quotas",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: "", Spec: { } spec } && spec.Mapping("hard") is { Entries.Count: > 0 } && context.Graph.WorkloadsIn(candidate.Namespace).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var scopes = QuotaScopes.Of(candidate.Spec!);
        foreach (var hard in candidate.Spec!.Mapping("hard")!.Entries)
        {
            if (Quantity.Of(hard.Value) is { } allowed
                && QuotaDemand.Of(hard.Name, candidate.Namespace, scopes, context.Graph) is { } demand && demand.Total > allowed.Value)
            {
                var need = demand.Steady > allowed.Value
                    ? $"{demand.TextOf(demand.Steady)} are needed at full scale{(demand.Total > demand.Steady ? $", and {demand.TextOf(demand.Total)} during a rollout" : "")}"
                    : $"{demand.TextOf(demand.Total)} are needed during a rollout at full scale";
                yield return Report(
                    candidate, hard.Value,
                    $"{demand.Resource} is {demand.TextOf(allowed.Value)}, but {need}: {demand.Parts()}. "
                    + $"Raise it to {demand.TextOf(demand.Total)}, or scale less.");
            }
        }
    }
}
