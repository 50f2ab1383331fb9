using MicroService.Advisor.Reporting;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Scanning;

/// <summary>What could not be read, kind by kind: nothing that may be in it is called missing.</summary>
internal sealed class UnreadKinds
{
    // In place of a namespace: of the cluster, or of all namespaces.
    private const string Everywhere = "";

    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceKind, (string Reason, SortedSet<string> Namespaces)> _kinds = [];

    /// <summary>Notes that a kind was not read.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="reason">Why.</param>
    public void Add(ResourceKind kind, string? ns, string reason)
    {
        lock (_lock)
        {
            var entry = _kinds.TryGetValue(kind, out var known) ? known : _kinds[kind] = (reason, new SortedSet<string>(StringComparer.Ordinal));
            entry.Namespaces.Add(ns ?? Everywhere);
        }
    }

    /// <summary>Tells whether a failure is of one kind, and not of the whole cluster.</summary>
    public static bool IsOfKind(ApiFailure failure) => failure.Kind is ApiFailureKind.Forbidden or ApiFailureKind.NotFound
        or ApiFailureKind.Rejected or ApiFailureKind.Expired or ApiFailureKind.Busy;

    /// <summary>The rules that would call something missing in a namespace.</summary>
    public IReadOnlySet<string> RulesIn(string? ns)
    {
        lock (_lock)
        {
            return _kinds.Where(kind => kind.Value.Namespaces.Contains(Everywhere) || (ns is not null && kind.Value.Namespaces.Contains(ns)))
                .SelectMany(kind => kind.Key.SilencedRules).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>All of them for a report, in the order of the kinds.</summary>
    public IReadOnlyList<UnreadKind> ToList()
    {
        lock (_lock)
        {
            return
            [
                .. from kind in _kinds
                   orderby kind.Key.Group, kind.Key.Plural
                   let namespaces = kind.Value.Namespaces.Contains(Everywhere) ? null : kind.Value.Namespaces.ToList()
                   select new UnreadKind(kind.Key.FullName, namespaces, kind.Value.Reason, kind.Key.SilencedRules, kind.Key.Kind),
            ];
        }
    }
}
