using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Claims that a workload makes for its pods.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (ValidatePersistentVolumeClaimSpec).</remarks>
internal static class ClaimChecks
{
    /// <summary>Checks the spec of a claim.</summary>
    public static void Check(ObjectFaults faults, MappingNode claim)
    {
        var spec = claim.Mapping("spec");
        if (spec is null && claim["spec"] is not (null or ScalarNode { IsNull: true }))
        {
            return;
        }

        var modes = (spec?["accessModes"] as SequenceNode)?.Items.OfType<ScalarNode>().Select(mode => mode.Value).ToList() ?? [];
        if (modes.Count == 0)
        {
            faults.Add(
                FaultTopic.Volume, spec?["accessModes"] ?? spec ?? claim,
                "A claim needs an access mode. Write accessModes: [ReadWriteOnce].");
            return;
        }

        if (modes.Contains("ReadWriteOncePod") && modes.Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            faults.Add(FaultTopic.Volume, spec!, "accessModes", "ReadWriteOncePod excludes other access modes. Remove them.");
        }

        faults.OneOf(FaultTopic.Volume, spec!, "volumeMode", "Filesystem", "Block");
        faults.Subdomain(FaultTopic.Volume, spec!, "storageClassName", "The storage class");
        LabelChecks.Selector(faults, spec!.Mapping("selector"));
        var requests = spec.Mapping("resources")?.Mapping("requests");
        if (requests?.Find("storage") is not { Value: ScalarNode storage })
        {
            faults.Add(FaultTopic.Volume, requests ?? spec, "A claim needs its size. Write resources.requests.storage, such as 1Gi.");
        }
        else if (storage.IsNull || Quantity.Of(storage) is { Value: <= 0 })
        {
            faults.Add(
                FaultTopic.Volume, storage,
                $"The size of a claim is {(storage.IsNull ? "missing" : storage.Value)}. Write more than 0, such as 1Gi.");
        }
    }
}
