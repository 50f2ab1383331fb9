using MicroService.Api.Audits;
using MicroService.Api.Callers;
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

    private const string ScanNote = "Each namespace is shown as the last scan that is done and that the caller may read found it. ";

    /// <summary>Registers workloads; needs scans.</summary>
    public static IServiceCollection AddWorkloads(this IServiceCollection services) => services
        .AddSingleton<WorkloadStore>()
        .AddSingleton<UsageReader>()
        .AddSingleton<WorkloadReader>()
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

        var (query, wrong) = WorkloadQuery.Read(context.Request.Query, DefaultLimit);
        if (query is null)
        {
            return wrong!;
        }

        var found = await store.ListAsync(caller, query, context.RequestAborted).ConfigureAwait(false);
        string? next = null;
        if (found.Count > query.Limit)
        {
            found.RemoveAt(query.Limit);
            next = PageLink.Add(context, $"{Path}{WorkloadQuery.Next(context.Request.Query, found[^1].Row, query.Sort)}");
        }

        return TypedResults.Json(new WorkloadList([.. found.Select(static one => WorkloadReader.SummaryOf(one.Row, one.Scan))], next), WorkloadJson.Readable.WorkloadList);
    }

    private static async Task<IResult> FindAsync(HttpContext context, string ns, string kind, string name, WorkloadReader reader)
    {
        var (workload, problem) = await reader.FindAsync(context, ns, kind, name).ConfigureAwait(false);
        return workload is null ? problem! : TypedResults.Json(workload.Document, WorkloadJson.Readable.WorkloadDocument);
    }
}
