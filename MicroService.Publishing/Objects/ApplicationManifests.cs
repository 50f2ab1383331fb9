using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The objects of an application while they are hardened.</summary>
/// <param name="Manifests">The workloads that have objects, by name.</param>
internal sealed record ApplicationManifests(ClusterModel Model, KubernetesOptions Options, IReadOnlyDictionary<string, WorkloadManifest> Manifests)
{
    private readonly Dictionary<string, int> _places =
        Model.Workloads.Index().DistinctBy(pair => pair.Item.Name).ToDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<ClusterCall>> _calls = Model.Workloads.DistinctBy(caller => caller.Name)
        .ToDictionary(caller => caller.Name, caller => caller.Calls.ToHashSet(), StringComparer.Ordinal);

    private readonly ILookup<string, ClusterWorkload> _callers = Model.Workloads
        .SelectMany(caller => caller.Calls.Select(call => call.Workload).Distinct().Select(callee => (Callee: callee, Caller: caller)))
        .ToLookup(pair => pair.Callee, pair => pair.Caller, StringComparer.Ordinal);

    /// <summary>The workloads that call one, in the order of the model.</summary>
    public IEnumerable<ClusterWorkload> CallersOf(string name) => _callers[name];

    /// <summary>The ports of a workload that another calls.</summary>
    public IEnumerable<ClusterPort> PortsOf(ClusterWorkload caller, ClusterWorkload callee)
    {
        var calls = _calls[caller.Name];
        return callee.Ports.Where(port => calls.Contains(new ClusterCall(callee.Name, port.Name)));
    }

    /// <summary>The workloads that one calls, in the order of the model.</summary>
    public IEnumerable<ClusterWorkload> CalledBy(ClusterWorkload caller) =>
        caller.Calls.Select(call => call.Workload).Distinct().Where(_places.ContainsKey).Select(name => _places[name]).Order().Select(place => Model.Workloads[place]);
}
