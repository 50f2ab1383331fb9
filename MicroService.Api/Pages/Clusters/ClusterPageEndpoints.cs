using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Documents;
using MicroService.Api.History;
using MicroService.Api.Pages.Layouts;
using MicroService.Api.Problems;
using MicroService.Api.RightSizing;
using MicroService.Api.Scans;
using MicroService.Api.Workloads;
using MicroService.ServiceDefaults.Limits;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Pages.Clusters;

/// <summary><c>/cluster</c>: what runs in the cluster with its grades, scans as they run, and each workload.</summary>
internal static class ClusterPageEndpoints
{
    private const int WorkloadsOfPage = 50;
    private const int ScansShown = 5;
    private const int ScansOfPage = 50;
    private const int MostPoints = 100;
    private const int AsObjects = 4;

    /// <summary>Maps the views.</summary>
    public static void MapClusterPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/cluster", ShowAsync);
        pages.MapPost("/cluster/scans", ScanAsync);
        pages.MapGet("/cluster/scans", ListAsync);
        pages.MapGet("/cluster/comparison", CompareAsync);
        pages.MapGet("/cluster/scans/{id:guid}", FollowAsync);
        // The same events as those of the call, for a browser whose session counts for the page alone.
        pages.MapGet("/cluster/scans/{id:guid}/events", ScanEndpoints.FollowAsync).WithoutLimits();
        pages.MapGet("/cluster/scans/{id:guid}/namespaces/{ns}", ReportAsync);
        pages.MapGet(
            "/cluster/scans/{id:guid}/rest",
            (HttpContext context, Guid id, ScanReader reader, ScanStore store, ReportMemory memory, IOptionsMonitor<AuditOptions> audits) =>
                ReportAsync(context, id, "", reader, store, memory, audits));
        pages.MapGet("/cluster/workloads/{ns}/{kind}/{name}", WorkloadAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ScanStore scans, WorkloadStore workloads, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        // Browsers send the empty fields of a form as well.
        var filled = new QueryCollection(context.Request.Query.Where(static field => field.Value != "").ToDictionary());
        var (query, wrong) = WorkloadQuery.Read(filled, WorkloadsOfPage);
        if (query is null)
        {
            return wrong!;
        }

        var token = context.RequestAborted;
        var recent = await ReadAsync(scans, caller, after: null, ScansShown, token).ConfigureAwait(false);
        var newest = recent.Scans.Count == 0 ? null : (await scans.ListNewestAsync(caller, 1, token).ConfigureAwait(false)).FirstOrDefault();
        var namespaces = newest is null ? [] : await scans.ResultsAsync(newest.Id, token).ConfigureAwait(false);
        var found = newest is null ? [] : await workloads.ListAsync(caller, query, token).ConfigureAwait(false);
        string? next = null;
        if (found.Count > query.Limit)
        {
            found.RemoveAt(query.Limit);
            next = $"/cluster{WorkloadQuery.Next(filled, found[^1].Row, query.Sort)}#workloads";
        }

        return ClusterPage.Create(new ClusterView(
            recent,
            newest is null ? null : new ScanDocument(ScanSummary.Of(newest), [.. namespaces.Select(static part => part.Result)], newest.NotRead),
            [.. found.Select(static one => WorkloadReader.SummaryOf(one.Row, one.Scan))],
            new WorkloadFilter(query.Namespace ?? "", query.Kind ?? "", query.Name ?? "", query.Severity, query.Sort),
            next));
    }

    private static async Task<IResult> ListAsync(HttpContext context, ScanStore scans, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        var query = new QueryReader(context.Request.Query);
        var after = query.Cursor("after");
        return query.Problem is { } wrong
            ? wrong
            : ScanListPage.Create(await ReadAsync(scans, caller, after, ScansOfPage, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<ScanTableView> ReadAsync(ScanStore scans, AuditCaller caller, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        var found = await scans.ListAsync(caller, after, limit + 1, cancellationToken).ConfigureAwait(false);
        var more = found.Count > limit ? $"/cluster/scans?after={new AuditCursor(found[limit - 1].Id)}" : null;
        return new ScanTableView([.. found.Take(limit).Select(ScanSummary.Of)], more);
    }

    private static async Task<IResult> CompareAsync(HttpContext context, ScanReader reader)
    {
        var query = new QueryReader(context.Request.Query);
        var (one, other) = (query.Id("a"), query.Id("b"));
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        // Ids sort by time: the earlier one comes first, whatever was chosen first.
        var (earlier, later) = one.CompareTo(other) <= 0 ? (one, other) : (other, one);
        var (compared, problem) = await reader.CompareAsync(context, later, earlier).ConfigureAwait(false);
        return compared is null
            ? problem!
            : ScanComparisonPage.Create(new ScanComparisonView(ScanSummary.Of(compared.Before), ScanSummary.Of(compared.After), compared.Differences));
    }

    private static async Task<IResult> ScanAsync(HttpContext context, ScanQueue queue, IOptions<ScanOptions> options, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        if (options.Value.Refuse(context.User) is { } refusal)
        {
            return refusal;
        }

        var (scan, problem) = await queue.AddAsync(caller.Owner, ScanOrigin.Request, [], [], context.RequestAborted).ConfigureAwait(false);
        return scan is null ? problem! : new SeeOther($"/cluster/scans/{scan.Now.Record.Id}");
    }

    private static async Task<IResult> FollowAsync(HttpContext context, Guid id, ScanReader reader)
    {
        var (document, problem) = await reader.DescribeAsync(context, id).ConfigureAwait(false);
        if (document is null)
        {
            return problem!;
        }

        var former = await reader.FindFormerAsync(context, id).ConfigureAwait(false);
        return ScanPage.Create(new ScanView(document, former is null ? null : ScanSummary.Of(former)));
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context, Guid id, string ns, ScanReader reader, ScanStore store, ReportMemory memory, IOptionsMonitor<AuditOptions> audits)
    {
        var (scan, problem) = await reader.FindAsync(context, id).ConfigureAwait(false);
        if (scan is null)
        {
            return problem!;
        }

        if (await store.FindReportLengthAsync(id, ns, context.RequestAborted).ConfigureAwait(false) is not { } length || length == 0)
        {
            return new ProblemResult(ProblemType.NotFound, "The scan has not read this, or found too much to keep it one by one. The command-line tool microservice shows all.");
        }

        if (!await memory.HoldAsync(context, length * AsObjects).ConfigureAwait(false))
        {
            return memory.Overloaded;
        }

        var report = JsonReport.Read(await store.ReadReportAsync(id, ns, context.RequestAborted).ConfigureAwait(false));
        var history = AuditCaller.Of(context.User, audits.CurrentValue) is { } caller
            ? await store.HistoryAsync(caller, ns, after: null, MostPoints, context.RequestAborted).ConfigureAwait(false)
            : [];
        return NamespacePage.Create(new NamespaceView(ns, ScanSummary.Of(scan), report, history));
    }

    private static async Task<IResult> WorkloadAsync(
        HttpContext context, string ns, string kind, string name, WorkloadReader reader, WorkloadSizing sizing, TimeProvider time)
    {
        var (workload, problem) = await reader.FindAsync(context, ns, kind, name).ConfigureAwait(false);
        return workload is null
            ? problem!
            // A history of two weeks takes seconds to read: it follows what is known at once.
            : WorkloadPage.Create(new WorkloadView(
                workload.Document, () => WorkloadSizesView.ReadAsync(sizing, workload.Row, time.GetUtcNow(), context.RequestAborted)));
    }
}
