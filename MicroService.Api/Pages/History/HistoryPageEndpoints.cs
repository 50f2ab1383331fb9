using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Documents;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Pages.History;

/// <summary><c>/history</c>: the caller's audits, how a name did over time, and what differs between two of them.</summary>
internal static class HistoryPageEndpoints
{
    private const int PageSize = 50;
    private const int MostPoints = 100;

    // A report takes several times its length as objects.
    private const int AsObjects = 4;

    /// <summary>Maps the views.</summary>
    public static void MapHistoryPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/history", ListAsync);
        pages.MapGet("/history/{id:guid}", ShowAsync);
        pages.MapGet("/history/comparison", CompareAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AuditReader reader, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(options.CurrentValue);
        }

        var query = new QueryReader(context.Request.Query);
        var after = query.Cursor("after");
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var (page, age) = await reader.ListAsync(caller, after, PageSize, context.RequestAborted).ConfigureAwait(false);
        return HistoryPage.Create(new HistoryView(page.Items, page.Next?.ToString(), age));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Guid id, AuditReader reader, ReportMemory memory, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(options.CurrentValue);
        }

        var (entry, age) = await reader.FindAsync(caller, id, context.RequestAborted).ConfigureAwait(false);
        if (entry is null)
        {
            return AuditEndpoints.NotFound(id);
        }

        // While the history is down, what was read before is shown without what it alone knows.
        var trend = age is null ? await reader.ListNamedAsync(caller, entry.Summary.Source, MostPoints, context.RequestAborted).ConfigureAwait(false) : [entry.Summary];
        return await memory.HoldAsync(context, entry.Report.Length * AsObjects).ConfigureAwait(false)
            ? AuditRecordPage.Create(new AuditRecordView(entry.Summary, JsonReport.Read(entry.Report.Span), trend, age))
            : memory.Overloaded;
    }

    private static async Task<IResult> CompareAsync(HttpContext context, AuditReader reader, ReportMemory memory, IOptionsMonitor<AuditOptions> options)
    {
        if (AuditCaller.Of(context.User, options.CurrentValue) is not { } caller)
        {
            return AuditEndpoints.Nobody(options.CurrentValue);
        }

        var query = new QueryReader(context.Request.Query);
        var (one, other) = (query.Id("a"), query.Id("b"));
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        // Ids sort by time: the earlier one comes first, whatever was chosen first.
        var (earlier, later) = one.CompareTo(other) <= 0 ? (one, other) : (other, one);
        var (before, _) = await reader.FindAsync(caller, earlier, context.RequestAborted).ConfigureAwait(false);
        var (after, _) = await reader.FindAsync(caller, later, context.RequestAborted).ConfigureAwait(false);
        if (before is null || after is null)
        {
            return AuditEndpoints.NotFound(before is null ? earlier : later);
        }

        return await memory.HoldAsync(context, (before.Report.Length + after.Report.Length) * AsObjects).ConfigureAwait(false)
            ? ComparisonPage.Create(ComparisonView.Of(before.Summary, JsonReport.Read(before.Report.Span), after.Summary, JsonReport.Read(after.Report.Span)))
            : memory.Overloaded;
    }
}
