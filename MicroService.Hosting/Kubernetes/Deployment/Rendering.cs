using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Hosting.Kubernetes.Publication;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>What kubectl makes of a deployment's kustomization, as far as the deployment has to know it.</summary>
/// <param name="Namespace">The namespace object; null where there is none.</param>
/// <param name="Rollouts">Deployments and StatefulSets, as <c>kubectl rollout status</c> names them.</param>
/// <param name="Images">Every image that is deployed.</param>
internal sealed record Rendering(string? Namespace, IReadOnlyList<string> Rollouts, IReadOnlyList<string> Images)
{
    public static async Task<Rendering> OfAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var rendered = await Tool.RunAsync(Kubectl.Program, ["kustomize", DeploymentFiles.FolderOf(plan)], cancellationToken);
        return rendered.IsGood
            ? Read(rendered.Output)
            : throw new StepFailedException($"kubectl can't render {DeploymentFiles.FolderOf(plan)}: {string.Join(' ', rendered.Trouble)}");
    }

    public static Rendering Read(string text)
    {
        var reading = new ManifestReader().Read("deployment", Encoding.UTF8.GetBytes(text));
        var documents = reading.File?.Documents ?? throw new StepFailedException($"What kubectl rendered can't be read: {string.Join(' ', reading.Problems)}");
        var objects = documents.Select(document => (Document: document, Root: document.Root as MappingNode)).Where(document => document.Root is not null).ToList();
        return new Rendering(
            objects.Find(document => document.Root!.Text("kind") == "Namespace").Document?.Print(),
            [
                .. from document in objects
                   let kind = document.Root!.Text("kind")
                   where kind is "Deployment" or "StatefulSet"
                   select $"{kind.ToLowerInvariant()}/{document.Root!.Mapping("metadata")?.Text("name")}",
            ],
            [
                .. from document in objects
                   let containers = document.Root!.At("spec", "template", "spec", "containers") as SequenceNode
                   where containers is not null
                   from container in containers.Items.OfType<MappingNode>()
                   select container.Text("image") ?? "",
            ]);
    }
}
