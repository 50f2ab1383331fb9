using System.Collections.Frozen;

namespace MicroService.Advisor.Schema;

/// <summary>The names by which RBAC and URLs know the built-in kinds: their plurals, group by group.</summary>
/// <remarks>The server's own rule for plurals: meta.UnsafeGuessKindToResource in k8s.io/apimachinery.</remarks>
internal static class BuiltInResources
{
    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, string>>> Groups = new(Read);

    // What kubectl also takes (kubectl api-resources), and RBAC does not.
    private static readonly FrozenDictionary<string, string> ShortNames = new (string Short, string Plural)[]
    {
        ("cm", "configmaps"), ("ep", "endpoints"), ("ev", "events"), ("ns", "namespaces"), ("no", "nodes"),
        ("pvc", "persistentvolumeclaims"), ("pv", "persistentvolumes"), ("po", "pods"), ("rc", "replicationcontrollers"),
        ("quota", "resourcequotas"), ("sa", "serviceaccounts"), ("svc", "services"), ("crd", "customresourcedefinitions"),
        ("crds", "customresourcedefinitions"), ("ds", "daemonsets"), ("deploy", "deployments"), ("rs", "replicasets"),
        ("sts", "statefulsets"), ("hpa", "horizontalpodautoscalers"), ("cj", "cronjobs"), ("ing", "ingresses"),
        ("netpol", "networkpolicies"), ("pdb", "poddisruptionbudgets"), ("pc", "priorityclasses"), ("sc", "storageclasses"),
    }.ToFrozenDictionary(static name => name.Short, static name => name.Plural, StringComparer.Ordinal);

    /// <summary>True if all resources of the group are known; the core group is the empty text.</summary>
    public static bool HasGroup(string group) => Groups.Value.ContainsKey(group);

    /// <summary>The groups that have a resource of this plural.</summary>
    public static IEnumerable<string> GroupsOf(string resource) =>
        Groups.Value.Where(group => group.Value.ContainsKey(resource)).Select(group => group.Key).Order(StringComparer.Ordinal);

    /// <summary>True if a group has a resource of this plural.</summary>
    public static bool Has(string group, string resource) => Groups.Value.TryGetValue(group, out var known) && known.ContainsKey(resource);

    /// <summary>The plural that a word means in these groups: a kind, its singular or short name, or a plural misspelt; null if none is near.</summary>
    public static string? PluralOf(string word, IReadOnlyCollection<string> groups)
    {
        var known = groups.Where(HasGroup).SelectMany(group => Groups.Value[group]).DistinctBy(resource => resource.Key).ToList();
#pragma warning disable CA1308 // Names of resources are written in lower case.
        var lower = word.ToLowerInvariant();
#pragma warning restore CA1308
        return known.Where(resource => resource.Key == lower || resource.Value == lower).Select(resource => resource.Key).FirstOrDefault()
            ?? (ShortNames.TryGetValue(lower, out var meant) && known.Any(resource => resource.Key == meant) ? meant : null)
            // Of another's group nothing is known, so that a word that is merely near may be one of its resources.
            ?? (groups.All(HasGroup) && NameDistance.Nearest(lower, known.Select(resource => resource.Key)) is { Names: [var nearest] } ? nearest : null);
    }

    /// <summary>The plural of a kind, with its letters as they are.</summary>
    public static string PluralOf(string kind) => Plural(kind);

    // Of each group: the plural and the singular of each kind.
    private static FrozenDictionary<string, FrozenDictionary<string, string>> Read() => Enumerable.Range(0, SchemaTable.KindCount)
        .Select(SchemaTable.Kind)
        .Select(static kind => (Group: GroupOf(kind.ApiVersion), Singular: Lower(kind.Name)))
        .GroupBy(static kind => kind.Group, static kind => kind.Singular)
        .ToFrozenDictionary(
            static group => group.Key,
            static group => group.Distinct().ToFrozenDictionary(Plural, static singular => singular, StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? apiVersion[..slash] : "";

#pragma warning disable CA1308 // Names of resources are written in lower case.
    private static string Lower(string kind) => kind.ToLowerInvariant();
#pragma warning restore CA1308

    private static string Plural(string singular) =>
        singular.Equals("endpoints", StringComparison.OrdinalIgnoreCase) ? singular
        : singular.EndsWith('s') || singular.EndsWith('x') || singular.EndsWith("ch", StringComparison.Ordinal) ? singular + "es"
        : singular.EndsWith('y') && singular is [.., not ('a' or 'e' or 'o' or 'u'), _] ? singular[..^1] + "ies"
        : singular + "s";
}
