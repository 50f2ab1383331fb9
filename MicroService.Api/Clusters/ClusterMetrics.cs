using System.Diagnostics.Metrics;
using MicroService.Cluster.Requests;

namespace MicroService.Api.Clusters;

/// <summary>Counts clients of the cluster: none before the first call that needs one.</summary>
public sealed class ClusterMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Clusters";

    /// <summary>Creates the instrument.</summary>
    public ClusterMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        meters.Create(MeterName).CreateObservableCounter(
            "microservice.cluster.clients", static () => ApiClient.Created, description: "Clients of the cluster made since the start; none before the first call that needs one.");
    }
}
