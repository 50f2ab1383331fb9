using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>What ResourceQuotas of the same scopes want every container to say.</summary>
/// <param name="Quota">The first of them.</param>
/// <param name="Fields">What they count, such as <c>limits.memory</c>.</param>
/// <param name="Others">How many more there are.</param>
internal sealed record CountedFields(KubernetesObject Quota, IReadOnlySet<string> Fields, int Others)
{
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<(string Namespace, string? Written), IReadOnlyList<CountedFields>>> Known = [];

    /// <summary>The resources of which a quota can count requests and limits, so that every container has to say them.</summary>
    public static string[] Compute { get; } = ["cpu", "memory"];

    /// <summary>The beginning of a sentence that says what they count.</summary>
    public string Called => Others == 0 ? $"The ResourceQuota {Quota.Name} counts"
        : $"The ResourceQuota {Quota.Name} and {Others} more count";

    /// <summary>What the quotas of an object's namespace want.</summary>
    public static IReadOnlyList<CountedFields> In(KubernetesObject candidate, ObjectGraph graph) => Known.GetOrCreateValue(graph).GetOrAdd(
        (candidate.Namespace, candidate.WrittenNamespace),
        static (of, graph) =>
        [
            .. from quota in graph.OfKind("ResourceQuota", of.Namespace)
               where quota is { Group: "", Spec: not null } && quota.WrittenNamespace == of.Written
               let fields = FieldsOf(quota.Spec!.Mapping("hard")).ToList()
               where fields.Count > 0
               group (quota, fields) by (string.Join(' ', fields), ScopesOf(quota.Spec!)) into alike
               let first = alike.First()
               select new CountedFields(first.quota, first.fields.ToHashSet(StringComparer.Ordinal), alike.Count() - 1),
        ],
        graph);

    /// <summary>Whether they count a field.</summary>
    public bool Counts(string field) => Fields.Contains(field);

    private static IEnumerable<string> FieldsOf(MappingNode? hard)
    {
        foreach (var resource in hard is null ? [] : Compute)
        {
            if (hard!.Has($"limits.{resource}"))
            {
                yield return $"limits.{resource}";
            }

            if (hard.Has($"requests.{resource}") || hard.Has(resource))
            {
                yield return $"requests.{resource}";
            }
        }
    }

    private static string ScopesOf(MappingNode spec) =>
        string.Concat(from field in (string[])["scopes", "scopeSelector"] select spec[field] is { } node ? JsonEmitter.Emit(node) : "-");
}
