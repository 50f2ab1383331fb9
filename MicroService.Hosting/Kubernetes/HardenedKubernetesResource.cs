using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Kubernetes;

/// <summary>A Kubernetes environment whose manifests are hardened. It exists in publish mode only and is not part of the app-model manifest.</summary>
/// <param name="name">The name of the resource, which is part of the names of its pipeline steps.</param>
public sealed class HardenedKubernetesResource(string name) : Resource(name), IComputeEnvironmentResource
{
    internal HardenedKubernetesOptions Options { get; } = new();

    /// <inheritdoc />
    /// <remarks>A resource is reached by its own name, which is the name of its Service.</remarks>
    [System.Diagnostics.CodeAnalysis.Experimental("ASPIRECOMPUTE002", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
    public ReferenceExpression GetHostAddressExpression(EndpointReference endpointReference)
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        return ReferenceExpression.Create($"{endpointReference.Resource.Name}");
    }
}
