namespace MicroService.Cluster.RightSizing;

/// <summary>What names a workload.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Kind">Its kind, such as <c>Deployment</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record WorkloadKey(string Namespace, string Kind, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Kind}/{Name}";
}
