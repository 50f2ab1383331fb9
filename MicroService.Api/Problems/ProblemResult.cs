using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.Api.Problems;

/// <summary>Answers with a problem. Only this type writes problem details.</summary>
public sealed class ProblemResult(ProblemType type, string? detail = null, IReadOnlyList<DocumentProblem>? problems = null, TimeSpan? retryAfter = null) : IResult
{
    /// <summary>The media type of RFC 9457.</summary>
    public const string MediaType = "application/problem+json";

    // What callers sent is quoted, and may have megabytes.
    private const int LongestDetail = 2_000;
    private const int LongestMessage = 1_000;

    /// <summary>The kind of problem.</summary>
    public ProblemType Type => type;

    /// <summary>What is wrong this time.</summary>
    internal string? Detail => detail;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var document = new ProblemDocument
        {
            Type = type.Uri,
            Title = type.Title,
            Status = type.Status,
            Detail = detail is null ? null : BoundedText.Cut(SecretRedaction.RedactKnown(detail), LongestDetail),
            Instance = BoundedText.Cut(SecretRedaction.RedactKnown(httpContext.Request.Path.Value ?? ""), LongestMessage),
            TraceId = Activity.Current?.TraceId.ToString(),
            CorrelationId = httpContext.Features.Get<ICorrelationFeature>()?.Id,
            Problems = problems is null ? null : [.. problems.Select(static problem => problem with { Message = BoundedText.Cut(problem.Message, LongestMessage) })],
        };
        httpContext.Response.StatusCode = type.Status;
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers.CacheControl = "no-store";
        if (retryAfter is { } pause)
        {
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (httpContext.RequestServices?.GetService<IProblemPage>() is { } page && page.IsFor(httpContext.Request))
        {
            await page.WriteAsync(httpContext, document).ConfigureAwait(false);
            return;
        }

        await JsonSerializer.SerializeAsync(httpContext.Response.Body, document, ProblemJson.Default.ProblemDocument, httpContext.RequestAborted).ConfigureAwait(false);
    }
}
