using MicroService.Advisor.Fixing;
using MicroService.Api.Audits;
using MicroService.Api.Callers;
using MicroService.Api.Documents;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MicroService.Api.Fixes;

/// <summary><c>/v1/fixes</c>: the same documents, fixed.</summary>
public static class FixEndpoints
{
    /// <summary>Maps the call.</summary>
    public static IEndpointRouteBuilder MapFixes(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/fixes", CreateAsync)
            .WithTags("Fixes")
            .LimitCallers()
            .WithName("CreateFix")
            .WithSummary("Fixes Kubernetes manifests")
            .WithDescription("Answers with the documents, fixed, or with the patches that fix them. Everything else is returned unchanged, byte for byte.")
            .TakesQuery("unsafe", JsonSchemaType.Boolean, "Apply the fixes that need a look, too: they may ask the application to cooperate.")
            .TakesQuery("partial", JsonSchemaType.Boolean, "The documents are only a part of an application: do not add what may be elsewhere.")
            .TakesQuery("filename", JsonSchemaType.String, "What problems call the document.")
            .TakesDocument()
            .AlsoAs(StatusCodes.Status200OK, "The fixed documents, or the patches that fix them.", FixResponse.Forms)
            .WithProblems(ProblemType.NotAcceptable, ProblemType.TooManyRequests, ProblemType.Overloaded);
        return app;
    }

    private static async Task<IResult> CreateAsync(HttpContext context, DocumentReader reader, DocumentGate gate, ReportMemory memory, IOptionsMonitor<DocumentOptions> documents, AuditMetrics metrics)
    {
        if (MediaTypes.Choose(context.Request, FixResponse.Forms) is not { } form)
        {
            return NotAcceptable.Describe(FixResponse.Forms);
        }

        var query = new QueryReader(context.Request.Query);
        var settings = new FixSettings
        {
            Unsafe = query.Switch("unsafe"),
            Partial = query.Switch("partial"),
            MaxFindings = documents.CurrentValue.MaxFindings,
            // Only patches are made of what the documents were.
            InPlace = form != MediaTypes.JsonPatch,
        };
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

            using var lease = await gate.EnterAsync(context.RequestAborted).ConfigureAwait(false);
            if (!lease.IsAcquired)
            {
                return gate.Overloaded;
            }

            // Inside the gate, so that at most as many results as it has permits wait for memory.
            var result = Fix(metrics, name, body.Join(), settings, form, context.RequestAborted);
            return result is not FixResponse fixedDocuments || await memory.HoldAsync(context, fixedDocuments.Length).ConfigureAwait(false) ? result : memory.Overloaded;
        }
    }

    private static IResult Fix(AuditMetrics metrics, string name, ReadOnlyMemory<byte> bytes, FixSettings settings, string form, CancellationToken cancellationToken)
    {
        var reading = metrics.Parse(name, bytes);
        if (reading.File is not { } file)
        {
            return DocumentProblems.Describe(reading.Problems);
        }

        using var step = metrics.Begin(AuditPhase.Fix);
        var result = new Fixer().Fix([file], settings, cancellationToken);
        step.Describe("fix.applied", result.Applied.Count);
        step.Describe("fix.remaining", result.Remaining.Findings.Count());
        return result.IsCut ? DocumentProblems.TooManyFindings(settings.MaxFindings) : new FixResponse(result, form);
    }
}
