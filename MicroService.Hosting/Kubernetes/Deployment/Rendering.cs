using MicroService.Hosting.Kubernetes.Publication;
using MicroService.Publishing.Kustomize;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Renders the kustomization of a deployment with kubectl.</summary>
internal static class Rendering
{
    /// <exception cref="StepFailedException">kubectl can't render it.</exception>
    public static async Task<RenderedDeployment> OfAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var rendered = await Tool.RunAsync(Kubectl.Program, ["kustomize", DeploymentFiles.FolderOf(plan)], cancellationToken);
        return (rendered.IsGood ? RenderedDeployment.Read(rendered.Output) : null)
            ?? throw new StepFailedException($"kubectl can't render {DeploymentFiles.FolderOf(plan)}: {string.Join(' ', rendered.Trouble)}");
    }
}
