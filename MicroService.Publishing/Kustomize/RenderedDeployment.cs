using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;

namespace MicroService.Publishing.Kustomize;

/// <summary>The parts of a rendered deployment that applying it needs.</summary>
/// <param name="Namespace">The namespace object; null where there is none.</param>
/// <param name="Rollouts">Deployments and StatefulSets, as <c>kubectl rollout status</c> names them.</param>
/// <param name="Images">Every image that is deployed.</param>
internal sealed record RenderedDeployment(string? Namespace, IReadOnlyList<string> Rollouts, IReadOnlyList<string> Images)
{
    /// <summary>Reads what <c>kubectl kustomize</c> prints; null if that is no manifest.</summary>
    public static RenderedDeployment? Read(string text)
    {
        if (new ManifestReader().Read("deployment", Encoding.UTF8.GetBytes(text)).File is not { } file)
        {
            return null;
        }

        var objects = file.Documents.Select(document => (Document: document, Root: document.Root as MappingNode)).Where(document => document.Root is not null).ToList();
        return new RenderedDeployment(
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
