using MicroService.Advisor.Reporting;
using MicroService.Api.Callers;
using MicroService.Api.Documents;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MicroService.Api.Audits;

/// <summary><c>/v1/audits</c>: audit documents, and read earlier audits.</summary>
public static class AuditEndpoints
{
    private const string Path = "/v1/audits";
    private const string StaleNote =
        "While the history is down, what it last gave is answered: with the headers X-Stale: true and Age (seconds since then), and stale: true in JSON. What was not read before is 503.";

    private const string OwnerNote =
        "A caller reads its own audits; with the scope audits:read:all, or what Audits:ReadAllScope names, those of all callers. ";

    private const int OtherForms = 4;
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>Maps the calls.</summary>
    public static IEndpointRouteBuilder MapAudits(this IEndpointRouteBuilder app)
    {
        // The whole path each time: a group's prefix and an empty pattern make a route that ends with a slash, which labels would show.
        var audits = app.MapGroup("").WithTags("Audits").LimitCallers();
        audits.MapPost(Path, CreateAsync)
            .WithName("CreateAudit")
            .WithSummary("Audits Kubernetes manifests")
            .WithDescription("Takes YAML or JSON, many documents if need be, audits them as one application and keeps the report for the caller.")
            .TakesQuery("partial", JsonSchemaType.Boolean, "The documents are only a part of an application: do not ask for what may be elsewhere.")
            .TakesQuery("filename", JsonSchemaType.String, "What findings call the document.")
            .TakesDocument()
            .Produces<AuditDocument>(StatusCodes.Status201Created)
            .AlsoAs(StatusCodes.Status201Created, "The report; Location says where it is kept.", MediaTypes.Sarif, MediaTypes.Text)
            .WithProblems(ProblemType.Forbidden, ProblemType.NotAcceptable, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        audits.MapGet(Path, ListAsync)
            .WithName("ListAudits")
            .WithSummary("The caller's audits, newest first")
            .WithDescription(OwnerNote + "Pages hold summaries; the link of the next page is in the body and in the Link header. " + StaleNote)
            .TakesQuery("limit", JsonSchemaType.Integer, "How many at most: 1 to 100; 20 if it is not given.")
            .TakesQuery("after", JsonSchemaType.String, "Where to go on, from a page's next.")
            .Produces<AuditList>()
            .WithProblems(ProblemType.InvalidParameter, ProblemType.Forbidden, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        audits.MapGet(Path + "/{id:guid}", FindAsync)
            .WithName("GetAudit")
            .WithSummary("One audit with all its findings")
            .WithDescription(OwnerNote + StaleNote)
            .Produces<AuditDocument>()
            .AlsoAs(StatusCodes.Status200OK, "The report.", MediaTypes.Sarif, MediaTypes.Text)
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.NotAcceptable, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        audits.MapDelete(Path + "/{id:guid}", DeleteAsync)
            .WithName("DeleteAudit")
            .WithSummary("Deletes one of the caller's audits")
            .WithDescription("An audit of another caller is answered as one that does not exist. After 503 the audit may be deleted or not: ask again.")
            .Produces(StatusCodes.Status204NoContent)
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        return app;
    }

    private static async Task<IResult> CreateAsync(HttpContext context, AuditService service, DocumentReader reader, ReportMemory memory, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return Nobody(options.CurrentValue);
        }

        if (MediaTypes.Choose(context.Request, AuditResult.Forms) is not { } form)
        {
            return NotAcceptable.Describe(AuditResult.Forms);
        }

        var query = new QueryReader(context.Request.Query);
        var isPartial = query.Switch("partial");
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

            var outcome = await service.AuditAsync(new AuditRequest(caller.Owner, name, isPartial, body, length => memory.HoldAsync(context, length)), context.RequestAborted).ConfigureAwait(false);
            return outcome.Entry is { } entry
                ? new AuditResult(entry, form, $"{Path}/{entry.Summary.Id}")
                : outcome.Problem!;
        }
    }

    private static async Task<IResult> FindAsync(HttpContext context, Guid id, AuditReader reader, ReportMemory memory, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return Nobody(options.CurrentValue);
        }

        if (MediaTypes.Choose(context.Request, AuditResult.Forms) is not { } form)
        {
            return NotAcceptable.Describe(AuditResult.Forms);
        }

        var (entry, age) = await reader.FindAsync(caller, id, context.RequestAborted).ConfigureAwait(false);
        if (entry is null)
        {
            return NotFound(id);
        }

        // Other forms than the stored one are made from the report's objects, which take several times its length.
        var length = entry.Report.Length * (form == MediaTypes.Json ? 1 : OtherForms);
        return await memory.HoldAsync(context, length).ConfigureAwait(false) ? new AuditResult(entry, form, age: age) : memory.Overloaded;
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Guid id, AuditReader reader, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return Nobody(options.CurrentValue);
        }

        return await reader.DeleteAsync(caller, id, context.RequestAborted).ConfigureAwait(false) ? TypedResults.NoContent() : NotFound(id);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AuditReader reader, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return Nobody(options.CurrentValue);
        }

        var query = new QueryReader(context.Request.Query);
        var limit = query.Number("limit", DefaultLimit, 1, MaxLimit);
        var after = query.Cursor("after");
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var (page, age) = await reader.ListAsync(caller, after, limit, context.RequestAborted).ConfigureAwait(false);
        var next = page.Next is { } cursor ? $"{Path}?limit={limit}&after={cursor}" : null;
        if (next is not null)
        {
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        StaleAnswer.Mark(context.Response, age);
        return TypedResults.Json(new AuditList(page.Items, next, age is null ? null : true), AuditJson.Readable.AuditList);
    }

    /// <summary>There is no such audit, or none that the caller may read.</summary>
    internal static ProblemResult NotFound(Guid id) =>
        new(ProblemType.NotFound, $"There is no audit {id}. It may have been removed: audits are kept for a limited time.");

    /// <summary>The token does not say who calls.</summary>
    internal static ProblemResult Nobody(AuditOptions options) =>
        new(ProblemType.Forbidden, $"The token has no claim {options.OwnerClaim}, so the service cannot tell whose audits these are.");
}
