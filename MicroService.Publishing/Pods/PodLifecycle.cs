using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Pods;

/// <summary>Warm-up after the start of a pod, and time to drain before its end.</summary>
internal static class PodLifecycle
{
    /// <summary>Seconds of the grace period in addition to the hook and the shutdown.</summary>
    public const long MarginSeconds = 5;

    public static void Apply(WorkloadManifest manifest)
    {
        var (workload, settings) = (manifest.Workload, manifest.Workload.Settings);
        // Jobs and workers receive no traffic to drain.
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
