using MicroService.Publishing.Cluster;

namespace MicroService.Publishing.Layout;

/// <summary>The application as one set of settings has it: the base, or what an overlay makes of it.</summary>
/// <param name="Name">The overlay's name; empty for the base.</param>
/// <param name="Namespace">Where it is deployed to. The objects of every variant are written in the base's namespace: Kustomize moves them.</param>
internal sealed record ApplicationVariant(string Name, string Namespace, ClusterModel Model, HardenedApplication Application)
{
    public bool IsBase => Name.Length == 0;
}
