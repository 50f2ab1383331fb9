using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>Takes the document out of a request, or says why not.</summary>
public sealed class DocumentReader(IOptions<DocumentOptions> options)
{
    private static readonly ProblemResult UnsupportedType =
        new(ProblemType.UnsupportedMediaType, $"Send the document as {string.Join(", ", MediaTypes.Documents)}, in UTF-8.");

    private static readonly ProblemResult UnsupportedEncoding =
        new(ProblemType.UnsupportedMediaType, "Send the document uncompressed, without Content-Encoding.");

    private readonly int _limit = options.Value.MaxBytes;

    /// <summary>The body, to be disposed by the caller, or the problem to answer with.</summary>
    public async ValueTask<(DocumentBody? Body, ProblemResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!MediaTypes.IsDocument(request.ContentType))
        {
            return (null, UnsupportedType);
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            return (null, UnsupportedEncoding);
        }

        var body = request.ContentLength > _limit
            ? null
            : await DocumentBody.ReadAsync(request.BodyReader, _limit, cancellationToken).ConfigureAwait(false);
        return body is null
            ? (null, new ProblemResult(ProblemType.TooLarge, $"The limit is {_limit:N0} bytes. Split the document, or audit it on the command line."))
            : (body, null);
    }
}
