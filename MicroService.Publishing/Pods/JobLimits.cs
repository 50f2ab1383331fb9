using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Pods;

/// <summary>The deadline, retries and time to live of a Job.</summary>
internal static class JobLimits
{
    private const long DeadlineSeconds = 60 * 60;
    private const long Retries = 6;

    // A Job is immutable, so it is deleted before the next version is applied, which runs it again.
    private const long KeptSeconds = 10 * 60;

    public static void Apply(WorkloadManifest manifest)
    {
        if (manifest.Workload.Kind != WorkloadKind.Job)
        {
            return;
        }

        manifest.Spec.Default("backoffLimit", Retries);
        manifest.Spec.Default("activeDeadlineSeconds", DeadlineSeconds);
        manifest.Spec.Default("ttlSecondsAfterFinished", KeptSeconds);
    }
}
