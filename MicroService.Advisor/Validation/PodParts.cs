using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>A pod's spec with what its containers refer to.</summary>
internal sealed class PodParts
{
    public PodParts(ObjectFaults faults, MappingNode spec, MappingNode? annotations, IEnumerable<MappingNode> claimTemplates)
    {
        Spec = spec;
        Annotations = annotations;
        GracePeriod = faults.Integer(spec, "terminationGracePeriodSeconds") is { } seconds ? Math.Max(seconds, seconds < 0 ? 1 : 0) : DefaultGracePeriod;
        KnowsVolumes = spec["volumes"] is null or SequenceNode or ScalarNode { IsNull: true };
        foreach (var item in spec.Sequence("volumes")?.Items ?? [])
        {
            if (item is MappingNode volume && volume.Scalar("name") is { Kind: ScalarKind.String, Value: { Length: > 0 } name } && ValidName.IsDnsLabel(name))
            {
                Volumes.TryAdd(name, volume);
            }
            else
            {
                KnowsVolumes = false;
            }
        }

        // The pods of a StatefulSet have a volume for each of its claims, which hides one of the same name.
        foreach (var claim in claimTemplates)
        {
            if (claim.Mapping("metadata")?.Text("name") is { Length: > 0 } name && ValidName.IsDnsLabel(name))
            {
                Volumes[name] = claim;
                ClaimTemplates.Add(name);
            }
            else
            {
                KnowsVolumes = false;
            }
        }

        foreach (var claim in spec.Mappings("resourceClaims"))
        {
            ResourceClaims.Add(claim.Text("name") ?? "");
        }
    }

    private const long DefaultGracePeriod = 30;

    /// <summary>The spec.</summary>
    public MappingNode Spec { get; }

    /// <summary>The pod's annotations.</summary>
    public MappingNode? Annotations { get; }

    /// <summary>The volumes by name.</summary>
    public Dictionary<string, MappingNode> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>False if the name of a volume is at fault: a reference that finds none may mean that one.</summary>
    public bool KnowsVolumes { get; }

    /// <summary>The names of volumes that come from a StatefulSet's claims.</summary>
    public HashSet<string> ClaimTemplates { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the resource claims.</summary>
    public HashSet<string> ResourceClaims { get; } = new(StringComparer.Ordinal);

    /// <summary>Seconds from the signal to stop until the end, as the server fills it in.</summary>
    public long GracePeriod { get; }

    public bool HasHostNetwork => Spec.Boolean("hostNetwork") == true;

    /// <summary><c>linux</c>, <c>windows</c>, or null if the pod does not say.</summary>
    public string? System => Spec.Mapping("os")?.Text("name");

    public bool HasUserNamespace => Spec.Boolean("hostUsers") == false;
}
