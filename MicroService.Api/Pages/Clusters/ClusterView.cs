using MicroService.Advisor.Reporting;
using MicroService.Api.Scans;
using MicroService.Api.Workloads;

namespace MicroService.Api.Pages.Clusters;

/// <summary>What is known of the cluster.</summary>
/// <param name="Scans">The newest scans.</param>
/// <param name="Newest">The newest one that is done, of the whole cluster if there is one, with what it found in each namespace; null for none.</param>
/// <param name="Workloads">A page of workloads.</param>
/// <param name="Filter">Which ones.</param>
/// <param name="Next">Where the next page is; null on the last one.</param>
public sealed record ClusterView(
    ScanTableView Scans,
    ScanDocument? Newest,
    IReadOnlyList<WorkloadSummary> Workloads,
    WorkloadFilter Filter,
    string? Next);

/// <summary>Which workloads are shown; empty texts ask for all.</summary>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Name">A part of their name.</param>
/// <param name="Severity">The severity of which each has a finding.</param>
/// <param name="Sort">Their order.</param>
public sealed record WorkloadFilter(string Namespace, string Kind, string Name, string Severity, string Sort);

/// <summary>A scan.</summary>
/// <param name="Document">How far it is, and what it found.</param>
/// <param name="Former">The scan before it, with which it can be compared; null for none.</param>
public sealed record ScanView(ScanDocument Document, ScanSummary? Former);

/// <summary>What a scan found in a namespace.</summary>
/// <param name="Name">The namespace; empty for what belongs to none.</param>
/// <param name="Scan">The scan.</param>
/// <param name="Report">What was found.</param>
/// <param name="History">How it did in this and other scans, newest first.</param>
public sealed record NamespaceView(string Name, ScanSummary Scan, AuditDocument Report, IReadOnlyList<NamespacePoint> History)
{
    /// <summary>Its workloads, the worst first.</summary>
    public IReadOnlyList<AuditedObject> Workloads { get; } =
        [.. Report.Objects.Where(static audited => audited.IsWorkload).OrderBy(static audited => audited.Score)];
}
