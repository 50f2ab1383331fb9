using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;

namespace MicroService.Publishing.Hardening.Pods;

/// <summary>Both ends of a pod's life: warm-up after the start, and time to be left out of traffic and to finish before the end.</summary>
internal static class PodLifecycle
{
    /// <summary>Seconds of the grace period beyond what the hook and the program take at most.</summary>
    public const long MarginSeconds = 5;

    public static void Apply(WorkloadManifest manifest)
    {
        var (workload, settings) = (manifest.Workload, manifest.Workload.Settings);
        // Jobs and workers take no traffic that would have to be led away.
        var pause = workload.Kind == WorkloadKind.Job || workload.Ports.Count == 0 ? 0 : Seconds(settings.PreStop!.Value);
        if (pause > 0)
        {
            manifest.Container.Ensure("lifecycle").Default("preStop", MappingNode.Of(("sleep", MappingNode.Of(("seconds", pause)))));
        }

        if (settings.WarmUp is { Count: > 0 } command && workload.Kind != WorkloadKind.Job)
        {
            manifest.Container.Ensure("lifecycle").Default(
                "postStart", MappingNode.Of(("exec", MappingNode.Of(("command", SequenceNode.Of([.. command.Select(part => (Node)part)]))))));
        }

        manifest.PodSpec.Default("terminationGracePeriodSeconds", pause + Seconds(settings.Shutdown!.Value) + MarginSeconds);
    }

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(Math.Max(0, time.TotalSeconds));
}
