using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Images;

namespace MicroService.Publishing.Hardening.Pods;

/// <summary>
/// Startup, readiness and liveness probes: on the paths that the settings name, else as the image's profile says, else on the
/// first TCP port. Liveness is more patient than readiness, so that an overloaded pod leaves traffic before it is killed.
/// </summary>
internal static class ContainerProbes
{
    private const long ReadinessPeriod = 5;
    private const long LivenessPeriod = 10;
    private const long ReadinessFailures = 3;
    private const long LivenessFailures = 6;

    public static void Apply(WorkloadManifest manifest)
    {
        var (workload, settings) = (manifest.Workload, manifest.Workload.Settings);
        if (workload.Kind == WorkloadKind.Job)
        {
            return;
        }

        var ready = workload.Profile.Probe;
        var live = ready is { LivePath: { } path } ? ready with { Path = path } : ready;
        Set(manifest, "startupProbe", settings.StartupPath, ready, handler =>
        {
            var period = IsCommand(handler) ? ReadinessPeriod : 2;
            return Timed(handler, period, Math.Max(1, ((long)Math.Ceiling(settings.StartupTime!.Value.TotalSeconds) + period - 1) / period));
        });
        Set(manifest, "readinessProbe", settings.ReadinessPath, ready, handler => Timed(handler, ReadinessPeriod, ReadinessFailures));
        Set(manifest, "livenessProbe", settings.LivenessPath, live, handler => Timed(handler, LivenessPeriod, LivenessFailures));
    }

    /// <summary>The name by which the container declares a port: several of the Service's may lead to one.</summary>
    public static string NameOf(ClusterWorkload workload, ClusterPort port) =>
        workload.Ports.First(declared => declared.Number == port.Number && declared.Protocol == port.Protocol).Name;

    /// <summary>The port that probes and the scraper ask: the management binding's, else the first that speaks HTTP; null if none does.</summary>
    public static ClusterPort? ManagementPort(ClusterWorkload workload) =>
        workload.Ports.FirstOrDefault(port => port.Binding == workload.Settings.ManagementBinding || port.Name == workload.Settings.ManagementBinding)
        ?? workload.Ports.FirstOrDefault(port => port.IsHttp);

    private static void Set(WorkloadManifest manifest, string field, string? path, ImageProbe? known, Func<MappingNode, MappingNode> timed)
    {
        if (!manifest.Container.Has(field) && Handler(manifest.Workload, path, known) is { } handler)
        {
            manifest.Container.Set(field, timed(handler));
        }
    }

    private static MappingNode? Handler(ClusterWorkload workload, string? path, ImageProbe? known)
    {
        if (path is { Length: > 0 } && ManagementPort(workload) is { Protocol: "TCP" } management)
        {
            return Get(path, NameOf(workload, management), management.IsTls);
        }

        return known switch
        {
            { Command.Count: > 0 } probe => MappingNode.Of(("exec", MappingNode.Of(("command", SequenceNode.Of([.. probe.Command.Select(part => (Node)part)]))))),
            { Path: { } ask } probe when PortOf(workload, probe.Port) is { } port => Get(ask, port),
            _ => workload.Ports.FirstOrDefault(port => port.Protocol == "TCP") is { } first ? MappingNode.Of(("tcpSocket", MappingNode.Of(("port", NameOf(workload, first))))) : null,
        };
    }

    private static Node? PortOf(ClusterWorkload workload, int? number) =>
        workload.Ports.FirstOrDefault(port => port.Number == number && port.Protocol == "TCP") is { } declared ? NameOf(workload, declared) : number is { } bare ? bare : null;

    private static MappingNode Get(string path, Node port, bool isTls = false)
    {
        var get = MappingNode.Of(("path", path), ("port", port));
        if (isTls)
        {
            get.Set("scheme", "HTTPS");
        }

        return MappingNode.Of(("httpGet", get));
    }

    private static bool IsCommand(MappingNode handler) => handler.Has("exec");

    private static MappingNode Timed(MappingNode handler, long period, long failures)
    {
        // A command starts a process first, and a busy node is slow at that.
        var seconds = IsCommand(handler) ? Math.Max(period, 10) : period;
        handler.Set("periodSeconds", seconds);
        handler.Set("timeoutSeconds", IsCommand(handler) ? 5 : Math.Min(period, 3));
        handler.Set("failureThreshold", Math.Max(1, (failures * period + seconds - 1) / seconds));
        return handler;
    }
}
