using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reporting;

/// <summary>Which object of the documents is meant.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace as written; absent if none is.</param>
/// <param name="Name">The name.</param>
public sealed record ObjectReference(string ApiVersion, string Kind, string? Namespace, string Name)
{
    /// <summary>The reference to an object.</summary>
    public static ObjectReference Of(KubernetesObject candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return new ObjectReference(candidate.ApiVersion, candidate.Kind, candidate.WrittenNamespace, candidate.Name);
    }

    /// <summary>As kubectl writes it, with the namespace in front: <c>shop/Deployment/cart</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Namespace}/{Kind}/{Name}";
}
