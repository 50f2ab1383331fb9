namespace MicroService.Publishing.Cluster;

/// <summary>An app model as a cluster is to run it: names are valid, every expression is resolved or deferred to a Secret. Nothing is hardened yet.</summary>
/// <param name="Name">The application as a DNS label: its namespace by default, and its <c>app.kubernetes.io/part-of</c>.</param>
/// <param name="Workloads">In the order of the manifest; workloads that the publisher itself adds follow the resource they serve.</param>
/// <param name="Parameters">What a person or a generator has to provide before secrets can be made, in the order of the manifest.</param>
/// <param name="Warnings">What the cluster can't express or what a person has to look at.</param>
internal sealed record ClusterModel(
    string Name,
    IReadOnlyList<ClusterWorkload> Workloads,
    IReadOnlyList<ClusterParameter> Parameters,
    IReadOnlyList<PublishWarning> Warnings);
