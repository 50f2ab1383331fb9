using MicroService.Advisor.Manifests;
using MicroService.Publishing.Images;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>
/// Startup, readiness and liveness probes: on the paths of the settings, otherwise by the image's profile, otherwise on the
/// first TCP port. Liveness tolerates more failures than readiness, so that an overloaded pod loses traffic before it is restarted.
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

    private static void Set(WorkloadManifest manifest, string field, string? path, ImageProbe? known, Func<MappingNode, MappingNode> timed)
    {
        if (!manifest.Container.Has(field) && Handler(manifest.Workload, path, known) is { } handler)
        {
            manifest.Container.Set(field, timed(handler));
        }
    }

    private static MappingNode? Handler(ClusterWorkload workload, string? path, ImageProbe? known)
    {
        if (path is { Length: > 0 } && workload.ManagementPort is { Protocol: "TCP" } management)
        {
            return Get(path, workload.ContainerPort(management).Name, management.IsTls);
        }

        return known switch
        {
            { Command.Count: > 0 } probe => MappingNode.Of(("exec", MappingNode.Of(("command", SequenceNode.Of([.. probe.Command.Select(part => (Node)part)]))))),
            { Path: { } ask } probe when PortOf(workload, probe.Port) is { } port => Get(ask, port),
            _ => workload.Ports.FirstOrDefault(port => port.Protocol == "TCP") is { } first ? MappingNode.Of(("tcpSocket", MappingNode.Of(("port", workload.ContainerPort(first).Name)))) : null,
        };
    }

    // The kubelet connects by TCP, also to a port that the model leaves out; to one that the model declares for UDP it would not get
    // through.
    private static Node? PortOf(ClusterWorkload workload, int? number)
    {
        var declared = workload.Ports.Where(port => port.Number == number).ToList();
        return declared.Find(port => port.Protocol == "TCP") is { } port ? workload.ContainerPort(port).Name
            : declared.Count == 0 && workload.Profile.IsKnown && number is { } bare ? bare
            : null;
    }

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
        // A command starts a process, which is slow on a busy node.
        var seconds = IsCommand(handler) ? Math.Max(period, 10) : period;
        handler.Set("periodSeconds", seconds);
        handler.Set("timeoutSeconds", IsCommand(handler) ? 5 : Math.Min(period, 3));
        handler.Set("failureThreshold", Math.Max(1, (failures * period + seconds - 1) / seconds));
        return handler;
    }
}
