using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Kubernetes;

/// <summary>What the app model says of a resource's life in a cluster.</summary>
internal sealed class KubernetesWorkloadAnnotation : IResourceAnnotation
{
    public KubernetesWorkloadOptions Options { get; } = new();
}
