using System.Collections.Concurrent;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Judges objects as the API server does beyond its schema.</summary>
internal sealed class ObjectValidation(SchemaReading schema)
{
    // Many rules ask for the same object: in an audit one after the other, in a fix each for all objects.
    private readonly ConcurrentDictionary<KubernetesObject, IReadOnlyList<ObjectFault>> _judged = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the server has against an object, without what its schema says already.</summary>
    public IReadOnlyList<ObjectFault> FaultsOf(KubernetesObject candidate) =>
        _judged.GetOrAdd(candidate, static (judged, self) => self.Judge(judged), this);

    /// <summary>Whether the server has something of a topic against an object.</summary>
    public bool Finds(FaultTopic topic, KubernetesObject candidate)
    {
        var faults = FaultsOf(candidate);
        for (var i = 0; i < faults.Count; i++)
        {
            if (faults[i].Topic == topic)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a topic has to do with an object.</summary>
    public static bool Concerns(FaultTopic topic, KubernetesObject candidate) => topic switch
    {
        FaultTopic.ObjectName or FaultTopic.Label or FaultTopic.Metadata => BuiltInGroups.Has(candidate.ApiVersion, candidate.Kind),
        FaultTopic.Workload => IsController(candidate),
        FaultTopic.Job => candidate is { ApiVersion: "batch/v1", Kind: "Job" or "CronJob" },
        FaultTopic.Schedule => candidate is { ApiVersion: "batch/v1", Kind: "CronJob" },
        _ => HasPods(candidate),
    };

    private static bool HasPods(KubernetesObject candidate) =>
        IsController(candidate) || candidate is { ApiVersion: "v1", Kind: "Pod" or "PodTemplate" } or { ApiVersion: "batch/v1", Kind: "Job" or "CronJob" };

    private static bool IsController(KubernetesObject candidate) =>
        candidate is { ApiVersion: "apps/v1", Kind: "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" } or { ApiVersion: "v1", Kind: "ReplicationController" };

    private IReadOnlyList<ObjectFault> Judge(KubernetesObject candidate)
    {
        var faults = new ObjectFaults(candidate, schema.Version);
        MetadataChecks.Check(faults);
        if (IsController(candidate))
        {
            WorkloadChecks.Check(faults);
        }
        else
        {
            switch (candidate.ApiVersion, candidate.Kind)
            {
                case ("v1", "Pod"):
                    PodChecks.Pod(faults);
                    break;
                case ("v1", "PodTemplate"):
                    PodChecks.Template(faults, candidate.Root.Mapping("template"), []);
                    break;
                case ("batch/v1", "Job"):
                    JobChecks.Job(faults);
                    break;
                case ("batch/v1", "CronJob"):
                    JobChecks.CronJob(faults);
                    break;
            }
        }

        return faults.Found.Count == 0 ? []
            : schema.FaultsOf(candidate).Count == 0 ? faults.Found
            : [.. faults.Found.Where(fault => !schema.IsAtFault(candidate, fault.Node.PointerFrom(candidate.Root)))];
    }
}
