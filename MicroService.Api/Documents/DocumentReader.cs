using MicroService.Api.Callers;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>Takes the document out of a request, or says why not.</summary>
public sealed class DocumentReader(IOptionsMonitor<DocumentOptions> options, BodyBudget budget)
{
    private static readonly ProblemResult UnsupportedType =
        new(ProblemType.UnsupportedMediaType, $"Send the document as {string.Join(", ", MediaTypes.Documents)}, in UTF-8.");

    private static readonly ProblemResult UnsupportedEncoding =
        new(ProblemType.UnsupportedMediaType, "Send the document uncompressed, without Content-Encoding.");

    private static readonly ProblemResult NoMemory =
        new(ProblemType.Overloaded, "Other documents take all memory for documents. Try again.", retryAfter: TimeSpan.FromSeconds(2));

    private static readonly ProblemResult TooSlow =
        new(ProblemType.RequestTimeout, "The document arrived more slowly than documents of its size may.");

    /// <summary>The body, to be disposed by the caller, or the problem to answer with.</summary>
    public async ValueTask<(DocumentBody? Body, ProblemResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MediaTypes.IsDocument(request.ContentType)
            ? await ReadAsync(request, options.CurrentValue.MaxBytes, cancellationToken).ConfigureAwait(false)
            : (null, UnsupportedType);
    }

    /// <summary>The body of a form, to be disposed by the caller, or the problem to answer with.</summary>
    public ValueTask<(DocumentBody? Body, ProblemResult? Problem)> ReadFormAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(request, Math.Min(limit, options.CurrentValue.MaxBytes), cancellationToken);
    }

    private async ValueTask<(DocumentBody? Body, ProblemResult? Problem)> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            return (null, UnsupportedEncoding);
        }

        if (request.ContentLength > limit)
        {
            return (null, TooLarge(limit));
        }

        var (body, rejection) = await DocumentBody.ReadAsync(
            request.BodyReader, limit, budget.Open(CallerKey.Of(request.HttpContext), request.ContentLength), cancellationToken).ConfigureAwait(false);
        return (body, rejection switch
        {
            BodyRejection.None => null,
            BodyRejection.TooLarge => TooLarge(limit),
            BodyRejection.TooSlow => TooSlow,
            _ => NoMemory,
        });
    }

    private static ProblemResult TooLarge(int limit) =>
        new(ProblemType.TooLarge, $"The limit is {limit:N0} bytes. Split the document, or audit it on the command line.");
}
