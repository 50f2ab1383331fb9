using MicroService.Cli.Clusters;

namespace MicroService.Cli.Auditing;

/// <summary>What the command line of <c>audit</c> says.</summary>
internal sealed record AuditOptions
{
    public required string[] Paths { get; init; }

    public required string[] Definitions { get; init; }

    public required string[] HelmValues { get; init; }

    /// <summary>The cluster to ask; null to ask none.</summary>
    public ClusterTarget? Cluster { get; init; }

    /// <summary>Whether the version of Kubernetes is that of the cluster.</summary>
    public bool AsksForVersion { get; init; }

    /// <summary>Whether the findings are all there are, so that they may become a baseline.</summary>
    public bool MayRecord { get; init; } = true;

    public required ReportRequest Report { get; init; }
}
