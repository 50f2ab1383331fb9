using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Scaling;

/// <summary>Says on the workload itself why it has one pod, where its image allows no more, so that no audit asks for a second.</summary>
internal static class SinglePod
{
    private const string Ignore = "advisor.microservice.dev/ignore";

    public static void Apply(WorkloadManifest manifest, ReplicaPlan plan)
    {
        if (!manifest.Workload.Profile.IsSingle || manifest.Workload.Kind != WorkloadKind.Deployment || plan.Least != 1)
        {
            return;
        }

        var annotations = manifest.Root.Ensure("metadata", "annotations");
        annotations.Default(Ignore, "replicas,hpa-exists");
        annotations.Default($"{Ignore}-reason", $"{manifest.Workload.Profile.Name} keeps state in its pod, which several would not share");
    }
}
