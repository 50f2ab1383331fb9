using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reporting;

/// <summary>Which object of the documents is meant.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace as written; absent if none is.</param>
/// <param name="Name">The name.</param>
public sealed record ObjectReference(string ApiVersion, string Kind, string? Namespace, string Name)
{
    // No name in Kubernetes is longer. Every finding repeats these, and megabytes of them would make a report of gigabytes.
    private const int Longest = 253;

    /// <summary>The reference to an object. Texts that are too long for Kubernetes are cut.</summary>
    public static ObjectReference Of(KubernetesObject candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return new ObjectReference(
            Wording.Cut(candidate.ApiVersion, Longest), Wording.Cut(candidate.Kind, Longest), candidate.WrittenNamespace is { } ns ? Wording.Cut(ns, Longest) : null, Wording.Cut(candidate.Name, Longest));
    }


    /// <summary>As kubectl writes it, with the namespace in front: <c>shop/Deployment/cart</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Namespace}/{Kind}/{Name}";
}
