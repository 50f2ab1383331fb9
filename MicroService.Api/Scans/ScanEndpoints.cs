using System.Text.Json;
using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Callers;
using MicroService.Api.Documents;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Limits;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MicroService.Api.Scans;

/// <summary><c>/v1/scans</c>: scan the cluster, follow scans, and read and compare earlier ones.</summary>
public static class ScanEndpoints
{
    private const string Path = "/v1/scans";
    private const string OnePath = Path + "/{id:guid}";
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    private const string OwnerNote =
        "A caller reads its own scans and those of the schedule; with the scope audits:read:all, or what Audits:ReadAllScope names, those of all callers. ";

    /// <summary>Maps the calls.</summary>
    public static IEndpointRouteBuilder MapScans(this IEndpointRouteBuilder app)
    {
        var scans = app.MapGroup("").WithTags("Scans").LimitCallers();
        scans.MapPost(Path, CreateAsync)
            .WithName("CreateScan")
            .WithSummary("Scans the cluster")
            .WithDescription("Audits what runs in the cluster that the service is connected to, namespace by namespace, with the rights of the service. "
                + "A replica scans once at a time; Location says where the scan can be asked for.")
            .Accepts<ScanRequest>(isOptional: true, MediaTypes.Json)
            .Produces<ScanSummary>(StatusCodes.Status202Accepted)
            .WithProblems(ProblemType.BadRequest, ProblemType.Forbidden, ProblemType.TooLarge, ProblemType.UnsupportedMediaType, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapGet(Path, ListAsync)
            .WithName("ListScans")
            .WithSummary("The caller's scans, newest first")
            .WithDescription(OwnerNote + "The link of the next page is in the body and in the Link header.")
            .TakesPage()
            .Produces<ScanList>()
            .WithProblems(ProblemType.InvalidParameter, ProblemType.Forbidden, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapGet(OnePath, FindAsync)
            .WithName("GetScan")
            .WithSummary("One scan: how far it is, and what it found in each namespace")
            .WithDescription(OwnerNote)
            .Produces<ScanDocument>()
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapDelete(OnePath, DeleteAsync)
            .WithName("DeleteScan")
            .WithSummary("Deletes one of the caller's scans, and ends it if it is under way")
            .WithDescription("A scan of another caller is answered as one that does not exist. After 503 the scan may be deleted or not: ask again.")
            .Produces(StatusCodes.Status204NoContent)
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapGet(OnePath + "/events", FollowAsync)
            .WithName("FollowScan")
            .WithSummary("Follows a scan by server-sent events")
            .WithDescription("progress as parts are done, and at last done or failed; each has the summary of the scan. A client that sends Last-Event-ID goes on where it was. "
                + "The stream ends when the scan does, and when the replica stops: the client then comes back to another one.")
            .AlsoAs(StatusCodes.Status200OK, "Events, until the scan is over.", "text/event-stream")
            .AlsoAs(StatusCodes.Status204NoContent, "Last-Event-ID was the last event: there will be no other.")
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown)
            .WithoutLimits();
        scans.MapGet(OnePath + "/namespaces/{ns}", (HttpContext context, Guid id, string ns, ScanReader reader) => ReportAsync(context, id, ns, reader))
            .WithName("GetScanOfNamespace")
            .WithSummary("What a scan found in a namespace, with all findings")
            .Produces<AuditDocument>()
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapGet(OnePath + "/cluster", (HttpContext context, Guid id, ScanReader reader) => ReportAsync(context, id, "", reader))
            .WithName("GetScanOfCluster")
            .WithSummary("What a scan found in what belongs to no namespace, with all findings")
            .Produces<AuditDocument>()
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapGet(OnePath + "/comparison", CompareAsync)
            .WithName("CompareScans")
            .WithSummary("How a scan differs from another one: new, gone and changed findings and objects, with the fields that changed")
            .WithDescription("Only what both scans read is compared: nothing is called gone that one of them could not see. "
                + "What the server filled in is left out of the fields, and so are values that may be secrets. "
                + "Callers without Scans:Scope get no fields: the namespaces are in notComparedFields. "
                + "Of each kind of difference the first 1,000 are answered, and of an object the first 100 fields.")
            .TakesQuery("with", JsonSchemaType.String, "The id of the other scan, usually an earlier one.")
            .Produces<ScanDifferences>()
            .WithProblems(ProblemType.InvalidParameter, ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        scans.MapPost(Path + "/comparison", CompareManifestsAsync)
            .WithName("CompareManifests")
            .WithSummary("How the cluster differs from manifests: new, gone and changed findings, and changed fields by object")
            .WithDescription("Reads the namespaces of the manifests' objects from the cluster, with the rights of the service, and audits both. "
                + "What the server filled in is left out of the fields, and so are values that may be secrets. Nothing is kept. "
                + "A comparison takes a place among the scans and waits for the one under way.")
            .TakesQuery(
                "namespace", JsonSchemaType.String,
                "The namespace of objects that name none; that of the pod, or of the kubeconfig's context, if it is not given.")
            .TakesQuery("filename", JsonSchemaType.String, "What the answer calls the manifests.")
            .TakesDocument()
            .Produces<ManifestDifferences>()
            .WithProblems(
                ProblemType.InvalidParameter, ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests,
                ProblemType.DependencyDown, ProblemType.TimedOut);
        scans.MapGet("/v1/namespaces/{ns}/history", HistoryAsync)
            .WithName("GetNamespaceHistory")
            .WithSummary("How a namespace did over time: the scans that are done, newest first")
            .WithDescription(OwnerNote)
            .TakesPage()
            .Produces<NamespaceHistory>()
            .WithProblems(ProblemType.InvalidParameter, ProblemType.Forbidden, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        return app;
    }

    /// <summary>The parameters of a page.</summary>
    internal static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder endpoint) => endpoint
        .TakesQuery("limit", JsonSchemaType.Integer, "How many at most: 1 to 100; 20 if it is not given.")
        .TakesQuery("after", JsonSchemaType.String, "Where to go on, from a page's next.");

    private static async Task<IResult> CreateAsync(HttpContext context, ScanQueue queue, IOptions<ScanOptions> options, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        if (options.Value.Refuse(context.User) is { } refusal)
        {
            return refusal;
        }

        var (namespaces, kinds, wrong) = await ScanRequestReader.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        if (wrong is not null)
        {
            return wrong;
        }

        var (scan, problem) = await queue.AddAsync(caller.Owner, ScanOrigin.Request, namespaces, kinds, context.RequestAborted).ConfigureAwait(false);
        if (scan is null)
        {
            return problem!;
        }

        var summary = ScanSummary.Of(scan.Now.Record);
        context.Response.Headers.Location = $"{Path}/{summary.Id}";
        return TypedResults.Json(summary, ScanJson.Readable.ScanSummary, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ScanStore store, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        var query = new QueryReader(context.Request.Query);
        var limit = query.Number("limit", DefaultLimit, 1, MaxLimit);
        var after = query.Cursor("after");
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var found = await store.ListAsync(caller, after, limit + 1, context.RequestAborted).ConfigureAwait(false);
        var next = PageLink.Add(context, Path, limit, found, static scan => scan.Id);
        return TypedResults.Json(new ScanList([.. found.Select(ScanSummary.Of)], next), ScanJson.Readable.ScanList);
    }

    private static async Task<IResult> FindAsync(HttpContext context, Guid id, ScanReader reader)
    {
        var (document, problem) = await reader.DescribeAsync(context, id).ConfigureAwait(false);
        return document is null ? problem! : TypedResults.Json(document, ScanJson.Readable.ScanDocument);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Guid id, ScanStore store, LiveScans live, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        if (!await store.DeleteAsync(id, caller.Owner, context.RequestAborted).ConfigureAwait(false))
        {
            return ScanReader.NotFound(id);
        }

        live.Find(id)?.Delete();
        return TypedResults.NoContent();
    }

    internal static async Task<IResult> FollowAsync(
        HttpContext context, Guid id, ScanReader reader, ScanStore store, LiveScans live, ScanStreams streams, IHostApplicationLifetime lifetime, TimeProvider time, IOptionsMonitor<AuditOptions> audits)
    {
        var (scan, problem) = await reader.FindAsync(context, id).ConfigureAwait(false);
        return scan is null
            ? problem!
            : new ScanEvents(scan, AuditCaller.Of(context.User, audits.CurrentValue)!.Value, store, live, streams, time, lifetime.ApplicationStopping);
    }

    private static Task<IResult> ReportAsync(HttpContext context, Guid id, string ns, ScanReader reader) => reader.ReportAsync(context, id, ns);

    private static async Task<IResult> CompareAsync(HttpContext context, Guid id, ScanReader reader)
    {
        var query = new QueryReader(context.Request.Query);
        var with = query.Id("with");
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var (compared, problem) = await reader.CompareAsync(context, id, with).ConfigureAwait(false);
        return compared is null ? problem! : TypedResults.Json(compared.Differences, ScanJson.Readable.ScanDifferences);
    }

    private static async Task<IResult> CompareManifestsAsync(
        HttpContext context,
        ManifestComparison comparison,
        DocumentReader reader,
        ReportMemory memory,
        IOptions<ScanOptions> options,
        IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        if (options.Value.Refuse(context.User) is { } refusal)
        {
            return refusal;
        }

        var query = new QueryReader(context.Request.Query);
        var ns = query.Name("namespace");
        var name = query.FileName("filename", MediaTypes.DefaultName(context.Request.ContentType));
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var (body, problem) = await reader.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        using (body)
        {
            if (body is null)
            {
                return problem!;
            }

            // Whoever waits for other scans has them in memory.
            if (!await memory.HoldAsync(context, body.Length).ConfigureAwait(false))
            {
                return memory.Overloaded;
            }

            var (differences, reason) = await comparison.CompareAsync(caller.Owner, name, ns, body, context.RequestAborted)
                .ConfigureAwait(false);
            if (differences is null)
            {
                return reason!;
            }

            var answer = JsonSerializer.SerializeToUtf8Bytes(differences, ScanJson.Readable.ManifestDifferences);
            return await memory.HoldAsync(context, answer.Length).ConfigureAwait(false)
                ? TypedResults.Bytes(answer, MediaTypes.Json)
                : memory.Overloaded;
        }
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, string ns, ScanStore store, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        var query = new QueryReader(context.Request.Query);
        var limit = query.Number("limit", DefaultLimit, 1, MaxLimit);
        var after = query.Cursor("after");
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var points = await store.HistoryAsync(caller, ns, after, limit + 1, context.RequestAborted).ConfigureAwait(false);
        var next = PageLink.Add(context, $"/v1/namespaces/{Uri.EscapeDataString(ns)}/history", limit, points, static point => point.Scan);
        return TypedResults.Json(new NamespaceHistory(ns, points, next), ScanJson.Readable.NamespaceHistory);
    }
}
