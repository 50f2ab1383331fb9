using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>A probe that can be inferred from what a container declares.</summary>
internal static class PortProbe
{
    /// <summary>
    /// A TCP probe on the first TCP port, or null if no port is declared, or the program seems to listen on a loopback address.
    /// </summary>
    public static MappingNode? Of(Container container)
    {
        var port = container.Ports.FirstOrDefault(port => (port.Text("protocol") ?? "TCP") == "TCP" && port.Integer("containerPort") is not null);
        if (port is null || LoopbackOnly.Is(container, port.Integer("containerPort")!.Value))
        {
            return null;
        }

        Node target = port.Text("name") is { Length: > 0 } name ? name : port.Integer("containerPort")!.Value;
        return MappingNode.Of(("tcpSocket", MappingNode.Of(("port", target))), ("periodSeconds", 10), ("timeoutSeconds", 2), ("failureThreshold", 3));
    }
}
