using MicroService.Publishing.Cluster;

namespace MicroService.Publishing.Secrets;

/// <summary>A workload's Secret with the values of its keys, in the order of the model.</summary>
internal sealed record ResolvedSecret(ClusterWorkload Workload, IReadOnlyList<ResolvedKey> Keys);
