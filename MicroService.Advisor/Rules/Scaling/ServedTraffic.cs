using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Whether a workload answers requests, rather than only being watched through its ports.</summary>
internal static class ServedTraffic
{
    // Ports that only monitoring talks to: their load does not grow with the number of users.
    private static readonly string[] Monitoring =
        ["metrics", "metric", "monitoring", "prometheus", "health", "healthz", "healthcheck", "probe", "probes", "live", "ready", "pprof", "debug"];

    /// <summary>True if a Service sends the workload traffic; without any Service, if a container declares a port for it.</summary>
    public static bool Reaches(Workload workload, ObjectGraph graph)
    {
        var services = graph.ServicesOf(workload).ToList();
        var ports = services.Count > 0
            ? services.SelectMany(service => service.Spec?.Mappings("ports") ?? [])
            : workload.LongRunningContainers.SelectMany(container => container.Ports);
        return ports.Any(port => !IsMonitoring(port));
    }

    /// <summary>True if a Service sends its traffic to a port that the container declares.</summary>
    public static bool Reaches(Container container, ObjectGraph graph) =>
        container.Ports.Any() && graph.ServicesOf(container.Workload)
            .SelectMany(service => service.Spec?.Mappings("ports") ?? [])
            .Any(port => Reaches(port, container));

    /// <summary>True if a Service's port leads to a port that the container declares.</summary>
    public static bool Reaches(MappingNode servicePort, Container container)
    {
        var target = servicePort.Text("targetPort") ?? servicePort.Text("port");
        return container.Ports.Any(port => port.Text("containerPort") == target || port.Text("name") == target);
    }

    /// <summary>True if only monitoring talks to the port, by its name.</summary>
    public static bool IsMonitoring(MappingNode port) =>
        port.Text("name") is { } name && name.Split('-').Any(part => Monitoring.Contains(part, StringComparer.OrdinalIgnoreCase));
}
