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
            Cut(candidate.ApiVersion), Cut(candidate.Kind), candidate.WrittenNamespace is { } ns ? Cut(ns) : null, Cut(candidate.Name));
    }

    private static string Cut(string text) => text.Length <= Longest ? text : $"{text[..Longest]}…";

    /// <summary>As kubectl writes it, with the namespace in front: <c>shop/Deployment/cart</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Namespace}/{Kind}/{Name}";
}
