using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The objects of an application while they are hardened.</summary>
/// <param name="Manifests">The workloads that have objects, by name.</param>
internal sealed record ApplicationManifests(ClusterModel Model, KubernetesOptions Options, IReadOnlyDictionary<string, WorkloadManifest> Manifests);
