using System.Collections.Concurrent;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Schema;

/// <summary>What the API server's schema has against the objects of some files.</summary>
internal sealed class SchemaReading
{
    // Fewer objects are checked before another thread has started.
    private const int WorthSharing = 64;

    private readonly Dictionary<MappingNode, List<SchemaFault>> _faults = new(ReferenceEqualityComparer.Instance);

    private readonly ConcurrentDictionary<MappingNode, FaultPlaces> _places = new(ReferenceEqualityComparer.Instance);

    private SchemaReading(KubernetesVersion version) => Version = version;

    /// <summary>The version of Kubernetes that the objects are meant for.</summary>
    public KubernetesVersion Version { get; }

    /// <summary>Checks objects, and marks the fields that they misspell.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="version">The version of Kubernetes that the objects are meant for.</param>
    /// <param name="limit">How many faults to go on with.</param>
    /// <param name="workers">How many objects to look at at the same time, if there is no limit.</param>
    public static SchemaReading Of(IEnumerable<KubernetesObject> objects, KubernetesVersion version, int limit, int workers = 1)
    {
        var reading = new SchemaReading(version);
        reading.Add(objects, limit, workers);
        return reading;
    }

    /// <summary>Checks objects of which some were not changed since this reading, nor are they checked again.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="unchanged">The roots of the unchanged ones.</param>
    /// <param name="limit">How many faults to go on with.</param>
    public SchemaReading Follow(IEnumerable<KubernetesObject> objects, IReadOnlySet<Node> unchanged, int limit)
    {
        var reading = new SchemaReading(Version);
        foreach (var (root, faults) in _faults.Where(known => unchanged.Contains(known.Key)))
        {
            reading._faults[root] = faults;
        }

        reading.Add(objects.Where(candidate => !unchanged.Contains(candidate.Root)), limit);
        return reading;
    }

    /// <summary>Checks more objects, and marks the fields that they misspell.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="limit">How many faults to go on with.</param>
    /// <param name="workers">How many objects to look at at the same time, if there is no limit.</param>
    public void Add(IEnumerable<KubernetesObject> objects, int limit, int workers = 1)
    {
        if (workers > 1 && limit == int.MaxValue && objects.TryGetNonEnumeratedCount(out var count) && count > WorthSharing)
        {
            AddSideBySide([.. objects], workers);
            return;
        }

        // One more than asked for says that there are more.
        var left = Math.Min(limit, int.MaxValue - 1) + 1;
        foreach (var candidate in objects)
        {
            var faults = ObjectCheck.Check(candidate.Root, candidate.Listed, candidate.Document.IsJson, Version, Math.Max(left, 0));
            left -= faults.Count;
            if (faults.Count > 0)
            {
                _faults[candidate.Root] = faults;
            }
        }
    }

    private void AddSideBySide(KubernetesObject[] objects, int workers)
    {
        var found = new List<SchemaFault>[objects.Length];
        Parallel.For(
            0,
            objects.Length,
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            i => found[i] = ObjectCheck.Check(objects[i].Root, objects[i].Listed, objects[i].Document.IsJson, Version, int.MaxValue));
        foreach (var (candidate, faults) in objects.Zip(found))
        {
            if (faults.Count > 0)
            {
                _faults[candidate.Root] = faults;
            }
        }
    }

    /// <summary>The faults of an object, in the order of its fields.</summary>
    public IReadOnlyList<SchemaFault> FaultsOf(KubernetesObject candidate) => _faults.GetValueOrDefault(candidate.Root) ?? [];

    /// <summary>Whether an object has a fault of a kind.</summary>
    public bool Finds(FaultKind kind, KubernetesObject candidate) =>
        _faults.TryGetValue(candidate.Root, out var faults) && faults.Exists(fault => fault.Kind == kind);

    /// <summary>
    /// Whether a part of an object cannot be judged by what it says, as one of its values, or something around it, is at fault already.
    /// </summary>
    /// <param name="candidate">The object.</param>
    /// <param name="pointers">The JSON pointers of the part from the object's root.</param>
    public bool IsAtFault(KubernetesObject candidate, params ReadOnlySpan<string> pointers)
    {
        if (FaultsOf(candidate).Count == 0)
        {
            return false;
        }

        var places = _places.GetOrAdd(candidate.Root, static (root, faults) => new FaultPlaces(root, faults), FaultsOf(candidate));
        foreach (var pointer in pointers)
        {
            if (places.Touch(pointer))
            {
                return true;
            }
        }

        return false;
    }

    // Where the faults of an object are, so that each question takes one look.
    private sealed class FaultPlaces
    {
        private readonly HashSet<string> _around = new(StringComparer.Ordinal);
        private readonly HashSet<string> _ofType = new(StringComparer.Ordinal);

        public FaultPlaces(MappingNode root, IReadOnlyList<SchemaFault> faults)
        {
            foreach (var fault in faults)
            {
                var at = fault.Node.PointerFrom(root);
                _around.UnionWith(Around(at));
                if (fault.Kind == FaultKind.Type)
                {
                    _ofType.Add(at);
                }
            }
        }

        public bool Touch(string pointer) => _around.Contains(pointer) || (_ofType.Count > 0 && Around(pointer).Any(_ofType.Contains));

        // A pointer and those to all that is around what it points to.
        private static IEnumerable<string> Around(string pointer)
        {
            for (var end = pointer.Length; end >= 0; end = end == 0 ? -1 : pointer.LastIndexOf('/', end - 1))
            {
                yield return pointer[..end];
            }
        }
    }
}
