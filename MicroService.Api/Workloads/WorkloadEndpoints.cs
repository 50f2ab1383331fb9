using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Callers;
using MicroService.Api.Documents;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;
using MicroService.Api.Scans;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MicroService.Api.Workloads;

/// <summary><c>/v1/workloads</c>: what runs in the cluster, as the last scans found it.</summary>
public static class WorkloadEndpoints
{
    private const string Path = "/v1/workloads";
    private const int DefaultLimit = 20;
    private const int MaxLimit = 500;
    private const int AsObjects = 4;

    private const string ScanNote = "Each namespace is shown as the last scan that is done and that the caller may read found it. ";

    /// <summary>Registers workloads; needs scans.</summary>
    public static IServiceCollection AddWorkloads(this IServiceCollection services) => services
        .AddSingleton<WorkloadStore>()
        .AddSingleton<UsageReader>()
        .ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, WorkloadJson.Default));

    /// <summary>Maps the calls.</summary>
    public static IEndpointRouteBuilder MapWorkloads(this IEndpointRouteBuilder app)
    {
        var workloads = app.MapGroup("").WithTags("Workloads").LimitCallers();
        workloads.MapGet(Path, ListAsync)
            .WithName("ListWorkloads")
            .WithSummary("What runs in the cluster, and how good it is")
            .WithDescription(ScanNote + "The link of the next page is in the body and in the Link header.")
            .TakesQuery("namespace", JsonSchemaType.String, "Only those of this namespace.")
            .TakesQuery("kind", JsonSchemaType.String, "Only those of this kind, such as Deployment.")
            .TakesQuery("name", JsonSchemaType.String, "Only those whose names contain this.")
            .TakesQuery("maxScore", JsonSchemaType.Integer, "Only those with this score or a lower one.")
            .TakesQuery("severity", JsonSchemaType.String, "Only those with a finding of this severity: danger, warning, advice, or any (default) for all workloads.")
            .TakesQuery("sort", JsonSchemaType.String, "name (default: by namespace, kind and name), score (worst first), -score (best first), dangers (most first).")
            .TakesQuery("limit", JsonSchemaType.Integer, "How many at most: 1 to 500; 20 if it is not given.")
            .TakesQuery("after", JsonSchemaType.String, "Where to go on, from a page's next; the order must stay the same.")
            .Produces<WorkloadList>()
            .WithProblems(ProblemType.InvalidParameter, ProblemType.Forbidden, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        workloads.MapGet(Path + "/{ns}/{kind}/{name}", FindAsync)
            .WithName("GetWorkload")
            .WithSummary("One workload: its last audit, who controls it, what it uses now, and its score over time")
            .WithDescription(ScanNote + "What its pods use is asked of metrics.k8s.io when the call is made; where that can't be read, the answer says why.")
            .Produces<WorkloadDocument>()
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        return app;
    }

    private static async Task<IResult> ListAsync(HttpContext context, WorkloadStore store, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        var reader = new QueryReader(context.Request.Query);
        var sort = reader.Choice("sort", WorkloadQuery.Sorts);
        var query = new WorkloadQuery(
            reader.Name("namespace"),
            reader.Name("kind"),
            reader.Name("name"),
            reader.Number("maxScore", WorkloadQuery.BestScore, 0, WorkloadQuery.BestScore),
            reader.Choice("severity", WorkloadQuery.Severities),
            sort,
            reader.Number("limit", DefaultLimit, 1, MaxLimit),
            reader.Position("after", text => WorkloadCursor.Parse(text) is { } cursor && cursor.Sort == sort ? cursor : null));
        if (reader.Problem is { } wrong)
        {
            return wrong;
        }

        var found = await store.ListAsync(caller, query, context.RequestAborted).ConfigureAwait(false);
        string? next = null;
        if (found.Count > query.Limit)
        {
            found.RemoveAt(query.Limit);
            next = PageLink.Add(context, $"{Path}{Remaining(context.Request.Query)}after={CursorOf(found[^1].Row, sort)}");
        }

        return TypedResults.Json(new WorkloadList([.. found.Select(static one => SummaryOf(one.Row, one.Scan))], next), WorkloadJson.Readable.WorkloadList);
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, string ns, string kind, string name, WorkloadStore store, ScanStore scans, UsageReader usage, ReportMemory memory, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        var token = context.RequestAborted;
        if (await store.FindAsync(caller, ns, kind, name, token).ConfigureAwait(false) is not var (row, scan))
        {
            return NotFound(ns, kind, name);
        }

        // The cluster and the history answer at the same time.
        var measured = usage.ReadAsync(row, token);
        var history = await store.HistoryAsync(caller, row, token).ConfigureAwait(false);
        var length = await scans.FindReportLengthAsync(scan.Id, row.Namespace, token).ConfigureAwait(false) ?? 0;
        if (!await memory.HoldAsync(context, length * AsObjects).ConfigureAwait(false))
        {
            return memory.Overloaded;
        }

        var report = length == 0 ? null : JsonReport.Read(await scans.ReadReportAsync(scan.Id, row.Namespace, token).ConfigureAwait(false));
        var document = new WorkloadDocument(
            SummaryOf(row, scan),
            row.Owners,
            report is null ? null : [.. report.Findings.Where(finding => finding.Object.Kind == row.Kind && finding.Object.Name == row.Name)],
            await measured.ConfigureAwait(false),
            history);
        return TypedResults.Json(document, WorkloadJson.Readable.WorkloadDocument);
    }

    /// <summary>No scan that the caller may read has it.</summary>
    internal static ProblemResult NotFound(string ns, string kind, string name) =>
        new(ProblemType.NotFound, $"No scan has a {kind} {name} in {ns}. POST /v1/scans scans the cluster.");

    private static WorkloadSummary SummaryOf(WorkloadRow row, ScanRecord scan) => new(
        row.Namespace, row.Kind, row.Group.Length == 0 ? null : row.Group, row.Name, row.Replicas, row.Ready, row.Score, row.Grade, row.Counts, scan.Id, scan.CreatedAt);

    private static WorkloadCursor CursorOf(WorkloadRow row, string sort) => new(
        sort,
        sort switch
        {
            "score" => row.Score,
            "-score" => -row.Score,
            "dangers" => -row.Counts.Danger,
            _ => 0,
        },
        row.Namespace,
        row.Kind,
        row.Group,
        row.Name);

    // The same question, further on.
    private static string Remaining(IQueryCollection query)
    {
        var kept = query.Where(static parameter => parameter.Key != "after").SelectMany(static parameter => parameter.Value, static (parameter, value) => KeyValuePair.Create(parameter.Key, value));
        var text = QueryString.Create(kept).ToString();
        return text.Length == 0 ? "?" : $"{text}&";
    }
}
