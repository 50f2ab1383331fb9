using MicroService.Publishing.Cluster;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Hardening;

/// <summary>What a step of hardening may look at besides the workload at hand.</summary>
/// <param name="Manifests">The workloads that there are objects of, by name.</param>
internal sealed record HardeningContext(ClusterModel Model, KubernetesOptions Options, IReadOnlyDictionary<string, WorkloadManifest> Manifests);
