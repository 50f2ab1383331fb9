using System.IO.Compression;
using System.Text;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Printing;
using MicroService.Api.Audits;
using MicroService.Api.Documents;
using MicroService.Api.Fixes;
using MicroService.Api.History;
using MicroService.Api.Pages.Layouts;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RazorSlices;

namespace MicroService.Api.Pages.Audits;

/// <summary><c>/</c>: audit files, see the findings at their lines, take fixes, and get the files back.</summary>
internal static class AuditPageEndpoints
{
    private const string NotKept = "The history does not answer, so this audit is not kept.";

    // A view takes its texts twice, as they are sent and as they are shown, in UTF-16.
    private const int BytesPerCharacter = 4;

    // The markup of a line, or of an item of a list.
    private const int CharactersAround = 150;

    /// <summary>Maps the views.</summary>
    public static void MapAuditPage(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", static (IOptionsMonitor<PageOptions> options) => (IResult)StartPage.Create(new StartView(options.CurrentValue.MaxBytes)));
        pages.MapPost("/", AuditAsync);
    }

    private static async Task<IResult> AuditAsync(
        HttpContext context,
        AuditFormReader reader,
        DocumentGate gate,
        AuditViewBuilder builder,
        AuditService service,
        ReportMemory memory,
        IOptionsMonitor<AuditOptions> audits,
        IOptionsMonitor<PageOptions> options)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(audits.CurrentValue);
        }

        var (form, problem) = await reader.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        if (form is null)
        {
            return problem!;
        }

        AuditViewBuilder.Outcome outcome;
        IResult? other;
        using (var lease = await gate.EnterAsync(context.RequestAborted).ConfigureAwait(false))
        {
            if (!lease.IsAcquired)
            {
                return gate.Overloaded;
            }

            outcome = builder.Build(form, context.RequestAborted);
            other = outcome.Problem ?? Answer(form, outcome.Result, options.CurrentValue);
        }

        if (other is not null || outcome.View is not { } view)
        {
            return other!;
        }

        if (form.Action == AuditAction.Audit && outcome.Kept is { } kept)
        {
            view = await KeepAsync(service, caller, form, view, kept, outcome.Hash, context.RequestAborted).ConfigureAwait(false);
        }

        return await memory.HoldAsync(context, SizeOf(view)).ConfigureAwait(false) ? AuditPage.Create(view) : memory.Overloaded;
    }

    // What is asked for other than the view; null for the view.
    private static IResult? Answer(AuditForm form, FixResult? result, PageOptions options)
    {
        if (result is null)
        {
            return form.Action == AuditAction.Edit && form.Files is [var broken]
                ? Edit(form, broken, options)
                : null;
        }

        return form.Action switch
        {
            AuditAction.Edit when result.Files is [var only] => Edit(form, new FormFile(only.Name, Encoding.UTF8.GetBytes(only.Print())), options),
            AuditAction.Download when result.Files is [var only] => new Attachment(TypedResults.Bytes(Encoding.UTF8.GetBytes(only.Print()), MediaTypes.Yaml), Path.GetFileName(only.Name)),
            AuditAction.Download => new Attachment(TypedResults.Bytes(Pack(result), "application/zip"), "manifests.zip"),
            AuditAction.Patch => new Attachment(new FixResponse(result, MediaTypes.JsonPatch), "patches.json"),
            _ => null,
        };
    }

    private static RazorSlice<StartView> Edit(AuditForm form, FormFile file, PageOptions options) =>
        StartPage.Create(new StartView(options.MaxBytes, file, form.Name == file.Name ? "" : form.Name, form.IsPartial));

    private static byte[] Pack(FixResult result)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in result.Files)
            {
                using var entry = archive.CreateEntry(file.Name).Open();
                entry.Write(Encoding.UTF8.GetBytes(file.Print()));
            }
        }

        return buffer.ToArray();
    }

    private static async Task<AuditView> KeepAsync(
        AuditService service, AuditCaller caller, AuditForm form, AuditView view, CachedAudit kept, string hash, CancellationToken cancellationToken)
    {
        try
        {
            // Reloading the page sends the form again.
            return view with { Id = await service.KeepOnceAsync(caller.Owner, form.Name, hash, kept, cancellationToken).ConfigureAwait(false) };
        }
        catch (HistoryUnavailableException)
        {
            // The audit itself needs no history; metrics and health say that it is down.
            return view with { Notes = [.. view.Notes, NotKept] };
        }
    }

    private static int SizeOf(AuditView view)
    {
        var said = view.Form.Taken.Count + view.Taken.Count + view.Notes.Count + view.NotAudited.Count + view.Suppressed.Count;
        var characters = view.Form.Files.Sum(static file => (long)file.Utf8.Length) + ((long)said * CharactersAround);
        foreach (var line in view.Files.SelectMany(static file => file.Lines))
        {
            characters += CharactersAround + line.Text.Length + line.Marks.Sum(static mark => (long)mark.Message.Length + (mark.Fix?.Difference.Sum(static changed => changed.Length) ?? 0));
        }

        return (int)Math.Min(int.MaxValue, characters * BytesPerCharacter);
    }

    /// <summary>An answer that browsers save as a file.</summary>
    private sealed class Attachment(IResult content, string name) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(name);
            httpContext.Response.Headers.ContentDisposition = disposition.ToString();
            return content.ExecuteAsync(httpContext);
        }
    }
}
