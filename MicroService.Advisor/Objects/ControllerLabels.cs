using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>The labels that controllers and the API server put on pods, beside those of the template.</summary>
/// <remarks>https://kubernetes.io/docs/reference/labels-annotations-taints/.</remarks>
internal static class ControllerLabels
{
    private const string PodName = "statefulset.kubernetes.io/pod-name";
    private const string PodIndex = "apps.kubernetes.io/pod-index";
    private const string RevisionHash = "controller-revision-hash";
    private const string CompletionIndex = "batch.kubernetes.io/job-completion-index";

    private static readonly string[] Keys =
    [
        PodName, PodIndex, CompletionIndex, RevisionHash, "pod-template-hash", "pod-template-generation", "controller-uid",
        "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name", "topology.kubernetes.io/zone",
        "topology.kubernetes.io/region", "rollouts-pod-template-hash", "deploymentconfig", "deployment",
        "apps.kruise.io/cloneset-instance-id",
    ];

    // What Argo Rollouts puts on the pods of one side of an update.
    private static readonly string[][] SidesOfUpdate =
        [["canary", "canaryMetadata"], ["canary", "stableMetadata"], ["blueGreen", "activeMetadata"], ["blueGreen", "previewMetadata"]];

    /// <summary>True if a controller sets labels of this key on the pods of some kind, so that no template need have it.</summary>
    public static bool Knows(string key) => Keys.Contains(key, StringComparer.Ordinal);

    /// <summary>True if each of a workload's pods has another value under this key.</summary>
    public static bool TellsPodsApart(string key) => key is PodName or PodIndex or CompletionIndex or "apps.kruise.io/cloneset-instance-id";

    /// <summary>True if the pods of each revision of a template have another value under this key.</summary>
    public static bool TellsRevisionsApart(string key) =>
        key is RevisionHash or "pod-template-hash" or "pod-template-generation" or "rollouts-pod-template-hash";

    /// <summary>True if pods of the workload have, or get in the course of time, a label that their template does not have.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="key">The label's key.</param>
    /// <param name="value">The value; null for any.</param>
    public static bool MaySet(Workload workload, string key, string? value) => (workload.Kind, key) switch
    {
        // By admission, from the pod's node (KEP-4742).
        (_, "topology.kubernetes.io/zone" or "topology.kubernetes.io/region") => true,
        ("StatefulSet" or "StatefulSet.apps.kruise.io", PodName) => IsNumbered(value, workload.Name),
        ("StatefulSet" or "StatefulSet.apps.kruise.io", PodIndex) => IsNumber(value),
        ("StatefulSet" or "DaemonSet" or "StatefulSet.apps.kruise.io" or "DaemonSet.apps.kruise.io" or "CloneSet.apps.kruise.io", RevisionHash)
            => true,
        ("DaemonSet" or "DaemonSet.apps.kruise.io", "pod-template-generation") => IsNumber(value),
        ("Deployment" or "ReplicaSet" or "CloneSet.apps.kruise.io", "pod-template-hash") => true,
        ("Job" or "CronJob", "controller-uid" or "batch.kubernetes.io/controller-uid") => true,
        ("Job", "job-name" or "batch.kubernetes.io/job-name") => value is null || value == workload.Name,
        ("CronJob", "job-name" or "batch.kubernetes.io/job-name") => IsNumbered(value, workload.Name),
        ("Job" or "CronJob", CompletionIndex) => workload.JobSpec?.Text("completionMode") == "Indexed" && IsNumber(value),
        ("Rollout.argoproj.io", "rollouts-pod-template-hash") => true,
        ("Rollout.argoproj.io", _) => SidesOf(workload).Any(labels => labels.Text(key) is { } written && (value is null || value == written)),
        ("DeploymentConfig.apps.openshift.io", "deploymentconfig") => value is null || value == workload.Name,
        ("DeploymentConfig.apps.openshift.io", "deployment") => IsNumbered(value, workload.Name),
        ("CloneSet.apps.kruise.io", "apps.kruise.io/cloneset-instance-id") => true,
        _ => false,
    };

    private static IEnumerable<MappingNode> SidesOf(Workload rollout) =>
        SidesOfUpdate.Select(path => rollout.Spec.Mapping("strategy")?.At([.. path, "labels"])).OfType<MappingNode>();

    private static bool IsNumbered(string? value, string name) =>
        value is null || (value.StartsWith($"{name}-", StringComparison.Ordinal) && IsNumber(value[(name.Length + 1)..]));

    private static bool IsNumber(string? value) =>
        value is null || uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
