using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Rollout;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>The pods that a workload has at once, at most, while it is rolled out at its full scale.</summary>
/// <param name="Wanted">The pods at full scale: the autoscaler's maximum, else the replicas.</param>
/// <param name="Surge">The pods that a rollout starts before it stops others.</param>
/// <param name="Terminating">The pods that may still be shutting down, which count until they are gone.</param>
internal readonly record struct RolloutPods(long Wanted, long Surge = 0, long Terminating = 0)
{
    public long Total => Wanted + Surge + Terminating;

    /// <summary>The pods of a workload. Of a DaemonSet those of one node, as nobody knows how many there are.</summary>
    public static RolloutPods Of(Workload workload, ObjectGraph graph) => workload.Kind switch
    {
        "Deployment" => OfDeployment(workload, AtMost(workload, graph), "rollingUpdate"),
        "DeploymentConfig.apps.openshift.io" => OfDeployment(workload, AtMost(workload, graph), "rollingParams"),
        "Rollout.argoproj.io" => OfRollout(workload, AtMost(workload, graph)),
        "DaemonSet" => new RolloutPods(1, Terminating: SurgesOnNodes(workload) ? 1 : 0),
        "Job" or "CronJob" => new RolloutPods(OfJob(workload)),
        // A pod of a StatefulSet is gone before the next of its name comes.
        _ => new RolloutPods(AtMost(workload, graph)),
    };

    /// <summary>The pods in words, such as <c>6 pods and 6 that may still be terminating</c>; empty if all of them are wanted.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{this switch
    {
        { Terminating: > 0 } => $"{Wanted} wanted, {Terminating} that may still be terminating",
        { Surge: > 0 } => $"{Wanted} wanted, {Surge} of the surge",
        _ => "",
    }}");

    // A Deployment starts a new pod as soon as an old one begins to stop. If new pods are ready sooner than old ones are gone, all of
    // them exist at once: the surge is among those.
    private static RolloutPods OfDeployment(Workload workload, long most, string parameters)
    {
        var strategy = workload.Spec.Mapping("strategy");
        if (strategy?.Text("type") == "Recreate")
        {
            return new RolloutPods(most);
        }

        return OfUpdate(workload, most, strategy?.At(parameters, "maxSurge"));
    }

    // Two whole sets of pods exist before one of them takes all requests: with blueGreen, and with a canary whose weight a router keeps,
    // unless the stable set shrinks with it (https://argo-rollouts.readthedocs.io/en/stable/features/canary/).
    private static RolloutPods OfRollout(Workload workload, long most)
    {
        var strategy = workload.Spec.Mapping("strategy");
        var canary = strategy?.Mapping("canary");
        return strategy?.Has("blueGreen") == true || (canary?.Has("trafficRouting") == true && canary.Boolean("dynamicStableScale") is not true)
            ? new RolloutPods(most, Surge: most)
            : OfUpdate(workload, most, canary?["maxSurge"]);
    }

    private static RolloutPods OfUpdate(Workload workload, long most, Node? surge)
    {
        var waits = workload.TerminationGracePeriodSeconds <= 0 || workload.Spec.Text("podReplacementPolicy") == "TerminationComplete";
        return waits
            ? new RolloutPods(most, Surge: Math.Min(most, PodShare.Of(surge, most, roundsUp: true)))
            : new RolloutPods(most, Terminating: most);
    }

    private static bool SurgesOnNodes(Workload workload) =>
        workload.Spec.At("updateStrategy", "rollingUpdate", "maxSurge") is ScalarNode { IsNull: false } surge
        && PodShare.Of(surge, 1, roundsUp: true) > 0 && workload.TerminationGracePeriodSeconds > 0;

    private static long OfJob(Workload workload)
    {
        if (workload.JobSpec is not { } job || job.Boolean("suspend") == true || workload.Spec.Boolean("suspend") == true)
        {
            return 0;
        }

        return Math.Clamp(Math.Min(job.Integer("parallelism") ?? 1, job.Integer("completions") ?? long.MaxValue), 0, int.MaxValue);
    }

    // Zero replicas switch an autoscaler off.
    private static long AtMost(Workload workload, ObjectGraph graph) =>
        workload.Replicas == 0 ? 0 : Math.Clamp(ReplicaRange.Of(workload, graph).Most, 0, int.MaxValue);
}
