using System.Globalization;

namespace MicroService.Publishing.Workloads;

/// <summary>
/// Connects workloads that call each other without a reference: those of an Orleans cluster, and those that the settings name.
/// </summary>
internal static class WorkloadPeers
{
    private const string Cluster = "Orleans__ClusterId";
    private const string SiloPort = "Orleans__Endpoints__SiloPort";
    private const string GatewayPort = "Orleans__Endpoints__GatewayPort";

    public static IReadOnlyList<ClusterWorkload> Connect(IReadOnlyList<ClusterWorkload> workloads)
    {
        var calls = workloads.DistinctBy(workload => workload.Name).ToDictionary(workload => workload.Name, workload => workload.Calls.ToHashSet(), StringComparer.Ordinal);
        var byName = workloads.DistinctBy(workload => workload.Name).ToDictionary(workload => workload.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var workload in workloads)
        {
            byName.TryAdd(workload.Resource, workload);
        }

        Orleans(workloads, calls);
        foreach (var workload in workloads)
        {
            foreach (var (peer, port) in Named(workload.Settings.Egress ?? [], byName))
            {
                calls[workload.Name].UnionWith(PortsOf(peer, port).Select(target => new ClusterCall(peer.Name, target.Name)));
            }

            foreach (var (peer, port) in Named(workload.Settings.Ingress ?? [], byName))
            {
                calls[peer.Name].UnionWith(PortsOf(workload, port).Select(target => new ClusterCall(workload.Name, target.Name)));
            }
        }

        return [.. workloads.Select(workload => workload with
        {
            Calls = [.. calls[workload.Name]],
            Settings = workload.Settings with { Egress = Others(workload.Settings.Egress, byName), Ingress = Others(workload.Settings.Ingress, byName) },
        })];
    }

    // Silos of a cluster call each other on both ports, clients call the gateways (Orleans documentation, Configure endpoints).
    private static void Orleans(IReadOnlyList<ClusterWorkload> workloads, Dictionary<string, HashSet<ClusterCall>> calls)
    {
        foreach (var cluster in workloads.Where(workload => ValueOf(workload, Cluster) is not null).GroupBy(workload => ValueOf(workload, Cluster)))
        {
            foreach (var silo in cluster.Where(workload => ValueOf(workload, SiloPort) is not null))
            {
                var gateways = PortsOf(silo, ValueOf(silo, GatewayPort)).Select(port => new ClusterCall(silo.Name, port.Name)).ToList();
                var silos = PortsOf(silo, ValueOf(silo, SiloPort)).Select(port => new ClusterCall(silo.Name, port.Name)).ToList();
                foreach (var member in cluster)
                {
                    calls[member.Name].UnionWith(ValueOf(member, SiloPort) is null ? gateways : [.. silos, .. gateways]);
                }
            }
        }
    }

    // The value, or the expression of a secret, which is the same for all that share it.
    private static string? ValueOf(ClusterWorkload workload, string variable) =>
        workload.Configuration.FirstOrDefault(setting => setting.Name.Equals(variable, StringComparison.OrdinalIgnoreCase))?.Value
        ?? workload.Secrets.FirstOrDefault(secret => secret.Name.Equals(variable, StringComparison.OrdinalIgnoreCase))?.Expression.Text;

    private static IEnumerable<ClusterPort> PortsOf(ClusterWorkload workload, string? number) =>
        workload.Ports.Where(port => number is not null && port.Number.ToString(CultureInfo.InvariantCulture) == number);

    private static IEnumerable<(ClusterWorkload Peer, string Port)> Named(IReadOnlyList<string> peers, Dictionary<string, ClusterWorkload> byName)
    {
        foreach (var text in peers)
        {
            var colon = text.LastIndexOf(':');
            if (colon > 0 && byName.TryGetValue(text[..colon], out var peer))
            {
                yield return (peer, text[(colon + 1)..]);
            }
        }
    }

    private static IReadOnlyList<string>? Others(IReadOnlyList<string>? peers, Dictionary<string, ClusterWorkload> byName) =>
        peers is null ? null : [.. peers.Where(text => text.LastIndexOf(':') is var colon && (colon <= 0 || !byName.ContainsKey(text[..colon])))];
}
