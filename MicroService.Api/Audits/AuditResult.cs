using System.Globalization;
using System.Text;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Api.Documents;
using MicroService.Api.History;

namespace MicroService.Api.Audits;

/// <summary>Answers with an audit in the form that was asked for.</summary>
internal sealed class AuditResult(AuditEntry entry, string mediaType, string? location = null, TimeSpan? age = null) : IResult
{
    /// <summary>The forms there are, the usual one first.</summary>
    public static readonly string[] Forms = [MediaTypes.Json, MediaTypes.Sarif, MediaTypes.Text];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = Write();
        response.StatusCode = location is null ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        response.ContentType = mediaType == MediaTypes.Text ? "text/plain; charset=utf-8" : mediaType;
        response.ContentLength = body.Length;
        response.Headers.Vary = "Accept";
        StaleAnswer.Mark(response, age);
        if (location is not null)
        {
            response.Headers.Location = location;
        }

        await response.WriteInPiecesAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Write()
    {
        switch (mediaType)
        {
            case MediaTypes.Sarif:
                return SarifReport.Write(JsonReport.Read(entry.Report.Span));
            case MediaTypes.Text:
                using (var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" })
                {
                    TextReport.Write(text, JsonReport.Read(entry.Report.Span), Palette.Plain);
                    return Encoding.UTF8.GetBytes(text.ToString());
                }

            default:
                return age is null ? entry.Report : AuditContent.MarkStale(entry.Report.Span);
        }
    }
}
