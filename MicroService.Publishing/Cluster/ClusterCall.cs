namespace MicroService.Publishing.Cluster;

/// <summary>A reference that becomes traffic.</summary>
/// <param name="Workload">The <see cref="ClusterWorkload.Name"/> that is called.</param>
/// <param name="Port">The <see cref="ClusterPort.Name"/> that is called.</param>
internal sealed record ClusterCall(string Workload, string Port);
