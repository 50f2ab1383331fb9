using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Deployments, StatefulSets, DaemonSets, ReplicaSets and ReplicationControllers.</summary>
/// <remarks>kubernetes: pkg/apis/apps/validation, pkg/apis/core/validation (ValidateReplicationController).</remarks>
internal static class WorkloadChecks
{
    private const long DefaultProgressDeadline = 600;

    /// <summary>Checks a workload of long-running pods.</summary>
    public static void Check(ObjectFaults faults)
    {
        var kind = faults.Object.Kind;
        if (faults.Object.Spec is not { } spec)
        {
            return;
        }

        foreach (var field in new[] { "replicas", "minReadySeconds", "progressDeadlineSeconds" })
        {
            faults.Range(FaultTopic.Workload, spec, field, 0);
        }

        if (kind != "StatefulSet")
        {
            faults.Range(FaultTopic.Workload, spec, "revisionHistoryLimit", 0);
        }

        if (kind == "ReplicationController")
        {
            LabelChecks.Labels(faults, spec.Mapping("selector"));
            var labels = spec.Mapping("template")?.Mapping("metadata")?.Mapping("labels");
            var selector = LabelSelector.OfLabels(spec.Mapping("selector"));
            // Without a selector it takes the labels of its template.
            if (selector.IsEmpty ? labels is not { Entries.Count: > 0 } : !selector.Matches(labels))
            {
                faults.Add(
                    FaultTopic.Workload, spec, "selector",
                    "The selector does not match the labels of the pod template. Write the same labels to both.");
            }
        }
        else
        {
            LabelChecks.Selector(faults, spec.Mapping("selector"));
        }

        switch (kind)
        {
            case "Deployment":
                Deployment(faults, spec);
                break;
            case "DaemonSet":
                DaemonSet(faults, spec);
                break;
            case "StatefulSet":
                StatefulSet(faults, spec);
                break;
        }

        var template = spec.Mapping("template");
        PodChecks.Template(faults, template, kind == "StatefulSet" ? spec.Mappings("volumeClaimTemplates") : []);
        if (template?.Mapping("spec") is not { } podSpec)
        {
            return;
        }

        if (podSpec.Text("restartPolicy") is "OnFailure" or "Never")
        {
            faults.Add(
                FaultTopic.Workload, podSpec, "restartPolicy",
                $"The pods of a {kind} restart always. Write Always, remove the field, or make it a Job.");
        }

        faults.Forbid(FaultTopic.Workload, podSpec, "activeDeadlineSeconds", $"The pods of a {kind} run without end.");
        if (faults.Integer(spec, "replicas") > 1 || kind == "DaemonSet")
        {
            foreach (var disk in podSpec.Mappings("volumes").Select(volume => volume.Mapping("gcePersistentDisk")).OfType<MappingNode>().Where(disk => disk.Boolean("readOnly") != true))
            {
                faults.Add(
                    FaultTopic.Workload, disk, "readOnly",
                    "Several pods mount a gcePersistentDisk only for reading. Write readOnly: true.");
            }
        }
    }

    private static void Deployment(ObjectFaults faults, MappingNode spec)
    {
        var ready = faults.Integer(spec, "minReadySeconds") ?? 0;
        var deadline = faults.Integer(spec, "progressDeadlineSeconds") ?? DefaultProgressDeadline;
        if (deadline >= 0 && deadline <= ready)
        {
            var field = spec.Scalar("progressDeadlineSeconds") is null ? "minReadySeconds" : "progressDeadlineSeconds";
            faults.Add(
                FaultTopic.Workload, spec, field,
                $"A rollout fails after progressDeadlineSeconds, {deadline}, before a pod is ready for minReadySeconds, {ready}. "
                + "Raise the first, or lower the second.");
        }

        if (spec.Mapping("strategy") is not { } strategy)
        {
            return;
        }

        var type = strategy.Text("type") is { Length: > 0 } written ? written : "RollingUpdate";
        var rolling = strategy.Mapping("rollingUpdate");
        if (type == "Recreate")
        {
            faults.Forbid(FaultTopic.Workload, strategy, "rollingUpdate", "The strategy Recreate replaces all pods at once.");
        }
        else if (type != "RollingUpdate")
        {
            faults.OneOf(FaultTopic.Workload, strategy, "type", "RollingUpdate", "Recreate");
        }
        else if (rolling is not null)
        {
            var unavailable = Share(faults, rolling, "maxUnavailable", mayExceed: false);
            var surge = Share(faults, rolling, "maxSurge", mayExceed: true);
            if (unavailable == 0 && surge == 0)
            {
                faults.Add(
                    FaultTopic.Workload, rolling, "maxUnavailable",
                    "maxUnavailable and maxSurge are both 0, so no pod can be replaced. Raise one of them.");
            }
        }
    }

    private static void DaemonSet(ObjectFaults faults, MappingNode spec)
    {
        if (spec.Mapping("updateStrategy") is not { } strategy)
        {
            return;
        }

        if (strategy.Text("type") is { Length: > 0 } and not "RollingUpdate")
        {
            faults.OneOf(FaultTopic.Workload, strategy, "type", "RollingUpdate", "OnDelete");
            return;
        }

        if (strategy.Mapping("rollingUpdate") is not { } rolling)
        {
            return;
        }

        // The server fills in 1 and 0.
        var unavailable = Share(faults, rolling, "maxUnavailable", mayExceed: false) ?? 1;
        var surge = Share(faults, rolling, "maxSurge", mayExceed: false) ?? 0;
        if (unavailable == 0 && surge == 0)
        {
            faults.Add(
                FaultTopic.Workload, rolling, "maxUnavailable",
                "maxUnavailable and maxSurge are both 0, so no pod can be replaced. Raise one of them.");
        }
        else if (unavailable != 0 && surge != 0)
        {
            faults.Add(
                FaultTopic.Workload, rolling, "maxSurge",
                "A DaemonSet has maxSurge or maxUnavailable. Write 0 for one of them; maxUnavailable is 1 if it is missing.");
        }
    }

    private static void StatefulSet(ObjectFaults faults, MappingNode spec)
    {
        faults.OneOf(FaultTopic.Workload, spec, "podManagementPolicy", "OrderedReady", "Parallel", "");
        if (spec.Mapping("ordinals") is { } ordinals)
        {
            faults.Range(FaultTopic.Workload, ordinals, "start", 0);
        }

        if (spec.Mapping("persistentVolumeClaimRetentionPolicy") is { } retention)
        {
            faults.OneOf(FaultTopic.Workload, retention, "whenDeleted", "Retain", "Delete", "");
            faults.OneOf(FaultTopic.Workload, retention, "whenScaled", "Retain", "Delete", "");
        }

        faults.Label(FaultTopic.Workload, spec, "serviceName", "The Service's name");
        foreach (var claim in spec.Mappings("volumeClaimTemplates"))
        {
            if (claim.Mapping("metadata")?.Text("name") is not { Length: > 0 })
            {
                faults.Add(
                    FaultTopic.Volume, claim.Mapping("metadata")?["name"] ?? claim,
                    "A claim of a StatefulSet needs metadata.name, which is also the name of the volume.");
            }
            else
            {
                faults.Label(FaultTopic.Volume, claim.Mapping("metadata")!, "name", "The claim's name");
            }

            ClaimChecks.Check(faults, claim);
        }

        Update(faults, spec);
    }

    private static void Update(ObjectFaults faults, MappingNode spec)
    {
        if (spec.Mapping("updateStrategy") is not { } strategy)
        {
            return;
        }

        var type = strategy.Text("type") is { Length: > 0 } written ? written : "RollingUpdate";
        if (type == "OnDelete")
        {
            faults.Forbid(FaultTopic.Workload, strategy, "rollingUpdate", "The strategy OnDelete replaces no pods.");
        }
        else if (type != "RollingUpdate")
        {
            faults.OneOf(FaultTopic.Workload, strategy, "type", "RollingUpdate", "OnDelete");
        }
        else if (strategy.Mapping("rollingUpdate") is { } rolling)
        {
            faults.Range(FaultTopic.Workload, rolling, "partition", 0);
            // Older servers drop the field.
            if (faults.Version >= new KubernetesVersion(37) && Share(faults, rolling, "maxUnavailable", mayExceed: false) == 0)
            {
                faults.Add(
                    FaultTopic.Workload, rolling, "maxUnavailable",
                    "maxUnavailable is 0, so no pod can be replaced. Write 1 or more.");
            }
        }
    }

    // A number of pods, or a percentage; null if it is missing or at fault.
    private static long? Share(ObjectFaults faults, MappingNode owner, string field, bool mayExceed)
    {
        if (owner[field] is not ScalarNode { IsNull: false } share)
        {
            return null;
        }

        if (share.Kind != ScalarKind.String)
        {
            faults.Range(FaultTopic.Workload, owner, field, 0);
            return faults.Integer(share) is >= 0 and var number ? number : null;
        }

        if (!share.Value.EndsWith('%') || !int.TryParse(share.Value.AsSpan(0, share.Value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            faults.Add(
                FaultTopic.Workload, share,
                $"{field} is {Wording.Quote(share.Value)}. Write a whole number without quotes, or a percentage such as 25%.");
            return null;
        }

        if (percent > 100 && !mayExceed)
        {
            faults.Add(FaultTopic.Workload, share, $"{field} is {share.Value}. Write at most 100%.");
        }

        return percent;
    }
}
