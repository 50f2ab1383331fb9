namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>An image to build.</summary>
/// <param name="Resource">The resource that runs it.</param>
/// <param name="Project">The project file, absolute.</param>
internal sealed record ImageBuild(string Resource, string Project, ImageName Name);
