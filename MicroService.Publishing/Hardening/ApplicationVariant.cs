using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>The application with one set of settings: the base or an overlay.</summary>
/// <param name="Name">The overlay's name; empty for the base.</param>
/// <param name="Namespace">The namespace that it is deployed to. The objects of every variant are written in the base's namespace;
/// Kustomize changes it.</param>
internal sealed record ApplicationVariant(string Name, string Namespace, ClusterModel Model, HardenedApplication Application)
{
    public bool IsBase => Name.Length == 0;
}
