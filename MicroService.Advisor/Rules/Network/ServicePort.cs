using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Where a Service's port leads in a pod.</summary>
internal static class ServicePort
{
    /// <summary>The protocol; TCP if none is written.</summary>
    public static string Protocol(MappingNode port) => port.Text("protocol") ?? "TCP";

    /// <summary>The target as written; the port itself if none is.</summary>
    public static string? Target(MappingNode port) => port.Text("targetPort") ?? port.Text("port");

    /// <summary>The container port that the target is in a workload's pods, or null if a name leads nowhere.</summary>
    public static long? Resolve(MappingNode port, Workload workload) =>
        Target(port) is not { } target ? null
        : long.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Declared(workload).FirstOrDefault(declared => declared.Text("name") == target && Protocol(declared) == Protocol(port))?.Integer("containerPort");

    /// <summary>The ports that the long-running containers of a workload declare.</summary>
    public static IEnumerable<MappingNode> Declared(Workload workload) => workload.LongRunningContainers.SelectMany(container => container.Ports);
}
