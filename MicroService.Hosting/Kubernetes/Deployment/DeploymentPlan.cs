using MicroService.Publishing;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>What a deployment does, once nothing is missing.</summary>
/// <param name="Application">The value of the label <c>app.kubernetes.io/part-of</c>.</param>
/// <param name="Overlay">The overlay to apply; empty for the base.</param>
/// <param name="Folder">Where the deployment is written, a folder of its own.</param>
/// <param name="Values">Where values of secrets are while they are needed: a folder of the system's temporary ones, which only its owner can read.</param>
/// <param name="Local">The cluster on this machine that images are loaded into; null where they are pushed.</param>
/// <param name="Command">The checked publication, which writes the secrets.</param>
internal sealed record DeploymentPlan(
    Kubectl Kubectl,
    string Application,
    string Namespace,
    string Overlay,
    string Folder,
    string Values,
    IReadOnlyList<ImageBuild> Images,
    LocalCluster? Local,
    string? BaseImage,
    PublishCommand Command)
{
    /// <summary>The label that all objects of the application have, and no others.</summary>
    public string Selector => $"app.kubernetes.io/part-of={Application}";
}
