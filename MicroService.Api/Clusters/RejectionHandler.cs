using Polly;

namespace MicroService.Api.Clusters;

/// <summary>Says in the words of HTTP that the pipeline rejected a request: the client knows no others.</summary>
internal sealed class RejectionHandler(HttpMessageHandler pipeline) : DelegatingHandler(pipeline)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ExecutionRejectedException exception)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, exception.Message, exception);
        }
    }
}
