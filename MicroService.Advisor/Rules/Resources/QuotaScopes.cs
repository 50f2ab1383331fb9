using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>The pods that a ResourceQuota counts (Kubernetes documentation, Resource Quotas, Quota scopes).</summary>
internal sealed class QuotaScopes
{
    private static readonly string[] Compute = ["cpu", "memory"];

    private readonly List<(string Scope, string Operator, IReadOnlyList<string> Values)> _requirements;

    private QuotaScopes(List<(string Scope, string Operator, IReadOnlyList<string> Values)> requirements) => _requirements = requirements;

    /// <summary>All pods.</summary>
    public static QuotaScopes None { get; } = new([]);

    /// <summary>The requirements as a text: scopes with the same text count the same.</summary>
    public string Text => string.Join('\n', _requirements.Select(requirement => $"{requirement.Scope} {requirement.Operator} {string.Join(',', requirement.Values)}"));

    /// <summary>The scopes of a quota.</summary>
    public static QuotaScopes Of(MappingNode spec) => new(
    [
        .. (spec.Sequence("scopes")?.Items ?? []).OfType<ScalarNode>().Select(scope => (scope.Value, "Exists", (IReadOnlyList<string>)[])),
        .. (spec.Mapping("scopeSelector")?.Mappings("matchExpressions") ?? []).Select(expression => (
            expression.Text("scopeName") ?? "", expression.Text("operator") ?? "",
            (IReadOnlyList<string>)[.. expression.Sequence("values")?.Items.OfType<ScalarNode>().Select(value => value.Value) ?? []])),
    ]);

    /// <summary>True if the quota counts the workload's pods, as far as it can be told.</summary>
    public bool Include(Workload workload, ContainerDefaults defaults) => _requirements.TrueForAll(requirement => requirement.Scope switch
    {
        "Terminating" => workload.PodSpec.Has("activeDeadlineSeconds"),
        "NotTerminating" => !workload.PodSpec.Has("activeDeadlineSeconds"),
        "BestEffort" => IsBestEffort(workload, defaults),
        "NotBestEffort" => !IsBestEffort(workload, defaults),
        "PriorityClass" => HasPriority(workload.PodSpec.Text("priorityClassName"), requirement.Operator, requirement.Values),
        _ => false,
    });

    private static bool IsBestEffort(Workload workload, ContainerDefaults defaults) =>
        Compute.All(resource => PodAmount.Requests(workload, resource, defaults) == 0 && PodAmount.Limits(workload, resource, defaults) == 0);

    private static bool HasPriority(string? name, string how, IReadOnlyList<string> values) => how switch
    {
        "In" => name is not null && values.Contains(name),
        "NotIn" => name is not null && !values.Contains(name),
        "Exists" => name is not null,
        "DoesNotExist" => name is null,
        _ => false,
    };
}
