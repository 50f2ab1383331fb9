using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Documents;
using MicroService.Api.Problems;
using MicroService.Api.Scans;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Workloads;

/// <summary>Puts together what is known of a workload.</summary>
internal sealed class WorkloadReader(WorkloadStore store, ScanStore scans, UsageReader usage, ReportMemory memory, IOptionsMonitor<AuditOptions> audits)
{
    // A report takes several times its length as objects.
    private const int AsObjects = 4;

    /// <summary>The workload if the caller may read a scan that has it, else the answer.</summary>
    public async Task<(FoundWorkload? Workload, ProblemResult? Problem)> FindAsync(HttpContext context, string ns, string kind, string name)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return (null, AuditEndpoints.Nobody(audits.CurrentValue));
        }

        var token = context.RequestAborted;
        if (await store.FindAsync(caller, ns, kind, name, token).ConfigureAwait(false) is not var (row, scan))
        {
            return (null, NotFound(ns, kind, name));
        }

        // The cluster and the history answer at the same time.
        var measured = usage.ReadAsync(row, token);
        var history = await store.HistoryAsync(caller, row, token).ConfigureAwait(false);
        var length = await scans.FindReportLengthAsync(scan.Id, row.Namespace, token).ConfigureAwait(false) ?? 0;
        if (!await memory.HoldAsync(context, length * AsObjects).ConfigureAwait(false))
        {
            return (null, memory.Overloaded);
        }

        var report = length == 0 ? null : JsonReport.Read(await scans.ReadReportAsync(scan.Id, row.Namespace, token).ConfigureAwait(false));
        return (
            new FoundWorkload(row, new WorkloadDocument(
                SummaryOf(row, scan),
                row.Owners,
                report is null ? null : [.. report.Findings.Where(finding => finding.Object.Kind == row.Kind && finding.Object.Name == row.Name)],
                await measured.ConfigureAwait(false),
                history)),
            null);
    }

    /// <summary>No scan that the caller may read has it.</summary>
    public static ProblemResult NotFound(string ns, string kind, string name) =>
        new(ProblemType.NotFound, $"No scan has a {kind} {name} in {ns}. POST /v1/scans scans the cluster.");

    /// <summary>A workload, as a list has it.</summary>
    public static WorkloadSummary SummaryOf(WorkloadRow row, ScanRecord scan) => new(
        row.Namespace, row.Kind, row.Group.Length == 0 ? null : row.Group, row.Name, row.Replicas, row.Ready, row.Score, row.Grade, row.Counts, scan.Id, scan.CreatedAt);
}

/// <summary>A workload that a scan has.</summary>
/// <param name="Row">As it is kept.</param>
/// <param name="Document">As it is answered.</param>
internal sealed record FoundWorkload(WorkloadRow Row, WorkloadDocument Document);
