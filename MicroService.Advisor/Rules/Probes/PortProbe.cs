using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>A probe that can be inferred from what a container declares.</summary>
internal static class PortProbe
{
    // Debuggers, cluster members and monitoring: they answer before the program does, or to others.
    private static readonly long[] Aside = [4369, 5005, 7946, 8778, 9010, 9229];

    private static readonly string[] AsideWords =
        ["cluster", "debug", "debugger", "discovery", "epmd", "gossip", "jdwp", "jmx", "memberlist", "metric", "metrics", "peer", "pprof", "prometheus", "raft"];

    /// <summary>
    /// A TCP probe on a port for users, of these the one that a Service leads to, else on the first TCP port; null if none is declared, or
    /// the program seems to listen on a loopback address.
    /// </summary>
    public static MappingNode? Of(Container container, ObjectGraph graph)
    {
        var ports = container.Ports.Where(port => (port.Text("protocol") ?? "TCP") == "TCP" && port.Integer("containerPort") is not null).ToList();
        var served = graph.ServicesOf(container.Workload).SelectMany(service => service.Spec?.Mappings("ports") ?? [])
            .Select(port => port.Text("targetPort") ?? port.Text("port")).ToHashSet();
        var port = ports.OrderBy(IsAside).ThenBy(port => !served.Contains(port.Text("containerPort")) && !served.Contains(port.Text("name") ?? "")).FirstOrDefault();
        if (port is null || LoopbackOnly.Is(container, port.Integer("containerPort")!.Value))
        {
            return null;
        }

        Node target = port.Text("name") is { Length: > 0 } name ? name : port.Integer("containerPort")!.Value;
        return MappingNode.Of(("tcpSocket", MappingNode.Of(("port", target))), ("periodSeconds", 10), ("timeoutSeconds", 2), ("failureThreshold", 3));
    }

    private static bool IsAside(MappingNode port) =>
        Aside.Contains(port.Integer("containerPort")!.Value)
        || port.Text("name")?.Split('-').Any(word => AsideWords.Contains(word, StringComparer.OrdinalIgnoreCase)) == true;
}
