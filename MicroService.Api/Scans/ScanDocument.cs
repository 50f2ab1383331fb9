using MicroService.Advisor.Reporting;
using MicroService.Cluster.Watching;

namespace MicroService.Api.Scans;

/// <summary>What a request for a scan may say; all of it is optional.</summary>
/// <param name="Namespaces">The namespaces to scan; those of <c>Scans:Namespaces</c> by default, else all.</param>
/// <param name="Kinds">Kinds to read besides those that the rules look at, as plural.group.</param>
public sealed record ScanRequest(IReadOnlyList<string>? Namespaces, IReadOnlyList<string>? Kinds);

/// <summary>A scan, without what it found.</summary>
/// <param name="Id">UUID version 7.</param>
/// <param name="CreatedAt">When it was asked for, UTC.</param>
/// <param name="UpdatedAt">When a replica last worked on it, UTC.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Origin">Whether a caller or the schedule asked for it.</param>
/// <param name="Cluster">What the cluster is called: the context of the kubeconfig, or <c>in-cluster</c>.</param>
/// <param name="Namespaces">The namespaces that it is about; absent for all, and what belongs to none.</param>
/// <param name="Parts">The number of its parts, which are its namespaces and what belongs to none; 0 until that is known.</param>
/// <param name="PartsDone">How many of them are audited.</param>
/// <param name="Score">0 to 100, of everything audited so far.</param>
/// <param name="Grade">A to F, of everything audited so far; <c>-</c> if nothing was.</param>
/// <param name="Workloads">Number of workloads so far.</param>
/// <param name="Counts">Findings by severity so far.</param>
/// <param name="Failure">Why it failed; absent if it did not.</param>
public sealed record ScanSummary(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ScanStatus Status, ScanOrigin Origin, string Cluster, IReadOnlyList<string>? Namespaces,
    int Parts, int PartsDone, int Score, string Grade, int Workloads, FindingCounts Counts, string? Failure)
{
    /// <summary>The summary of a scan.</summary>
    public static ScanSummary Of(ScanRecord scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return new ScanSummary(
            scan.Id, scan.CreatedAt, scan.UpdatedAt, scan.Status, scan.Origin, scan.Cluster, scan.Scope.Count == 0 ? null : scan.Scope,
            scan.Parts, scan.PartsDone, scan.Score, scan.Grade, scan.Workloads, scan.Counts, scan.Failure);
    }
}

/// <summary>A page of scans, newest first.</summary>
/// <param name="Items">The scans, without what they found.</param>
/// <param name="Next">Where the next page is; absent on the last one.</param>
public sealed record ScanList(IReadOnlyList<ScanSummary> Items, string? Next);

/// <summary>What a scan found in a namespace.</summary>
/// <param name="Namespace">The namespace; absent for what belongs to none.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F; <c>-</c> if nothing was audited.</param>
/// <param name="Workloads">Number of workloads.</param>
/// <param name="Objects">Number of objects that rules applied to.</param>
/// <param name="Counts">Findings by severity.</param>
/// <param name="HasReport">Whether the findings are kept one by one; they are not where they would be too many.</param>
public sealed record NamespaceResult(string? Namespace, int Score, string Grade, int Workloads, int Objects, FindingCounts Counts, bool HasReport);

/// <summary>A scan, with what it found in each namespace.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Results">What it found so far, namespace by namespace.</param>
/// <param name="NotRead">The kinds that were not read, whose objects are not called missing; known once the scan is done.</param>
/// <param name="NotWatched">Of a scan that a watch keeps fresh: the kinds whose changes are seen by the next scan alone; absent without a watch.</param>
public sealed record ScanDocument(
    ScanSummary Scan, IReadOnlyList<NamespaceResult> Results, IReadOnlyList<UnreadKind> NotRead, IReadOnlyList<UnwatchedKind>? NotWatched = null);

/// <summary>What a scan found in one namespace at one time.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="CreatedAt">When the scan was asked for, UTC.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F; <c>-</c> if nothing was audited.</param>
/// <param name="Workloads">Number of workloads.</param>
/// <param name="Counts">Findings by severity.</param>
public sealed record NamespacePoint(Guid Scan, DateTimeOffset CreatedAt, int Score, string Grade, int Workloads, FindingCounts Counts);

/// <summary>How a namespace did over time.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Items">The scans that are done, newest first.</param>
/// <param name="Next">Where the next page is; absent on the last one.</param>
public sealed record NamespaceHistory(string Namespace, IReadOnlyList<NamespacePoint> Items, string? Next);

/// <summary>How a scan differs from another one.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="With">The scan that it is compared with, usually an earlier one.</param>
/// <param name="NewCount">Findings that the other one does not have.</param>
/// <param name="GoneCount">Findings that only the other one has.</param>
/// <param name="ChangedCount">Findings that both have, with another severity or message.</param>
/// <param name="New">The first of the new ones.</param>
/// <param name="Gone">The first of those that are gone.</param>
/// <param name="Changed">The first of the changed ones.</param>
/// <param name="ChangedObjects">Objects that both have, with other fields.</param>
/// <param name="Objects">
/// The first of the objects that are new, of those that are gone, and of those with other fields. What the server filled in is left out, and
/// what may be a secret; an object of whose fields one of the two kept a digest alone has none.
/// </param>
/// <param name="NotCompared">Namespaces that one of them did not look at, or whose findings were not kept; absent if there are none.</param>
/// <param name="NotComparedKinds">Kinds that one of them did not read somewhere, and are left out there; absent if there are none.</param>
/// <param name="NotComparedRules">Rules that were silent in one of them somewhere, and are left out there; absent if there are none.</param>
/// <param name="NotComparedFields">Namespaces of whose objects one of them did not keep the fields; absent if there are none.</param>
public sealed record ScanDifferences(
    Guid Scan, Guid With, int NewCount, int GoneCount, int ChangedCount,
    IReadOnlyList<AuditFinding> New, IReadOnlyList<AuditFinding> Gone, IReadOnlyList<ChangedFinding> Changed,
    int ChangedObjects, IReadOnlyList<ComparedObject> Objects,
    IReadOnlyList<string>? NotCompared, IReadOnlyList<string>? NotComparedKinds, IReadOnlyList<string>? NotComparedRules,
    IReadOnlyList<string>? NotComparedFields);

/// <summary>How a cluster differs from manifests.</summary>
/// <param name="Cluster">What the cluster is called.</param>
/// <param name="Namespaces">The namespaces that were read: those of the manifests' objects.</param>
/// <param name="Comparison">The first 1,000 differences of each kind: what is only in the cluster is new, what is only in the manifests gone.</param>
/// <param name="NotRead">The kinds that were not read, whose objects are not called gone, and the rules that were not asked because of it.</param>
public sealed record ManifestDifferences(
    string Cluster, IReadOnlyList<string> Namespaces, ScanComparison Comparison, IReadOnlyList<UnreadKind> NotRead);

/// <summary>A finding that two scans have, and not alike.</summary>
/// <param name="Before">In the other scan.</param>
/// <param name="After">In the scan.</param>
public sealed record ChangedFinding(AuditFinding Before, AuditFinding After);
