using MicroService.Publishing.Cluster;

namespace MicroService.Publishing.Hardening.Pods;

/// <summary>How long a Job may take, how often it is tried, and when it goes.</summary>
internal static class JobLimits
{
    private const long DeadlineSeconds = 60 * 60;
    private const long Retries = 6;

    // A Job can't be changed, so it is gone before the next version is applied, which runs it again.
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
