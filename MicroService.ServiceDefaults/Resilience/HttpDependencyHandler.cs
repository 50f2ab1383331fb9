using System.Net;
using System.Net.Sockets;
using Polly;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Sends requests of one client through the pipeline of its dependency.</summary>
internal sealed class HttpDependencyHandler : DelegatingHandler
{
    private readonly DependencyPipeline _pipeline;
    private readonly ResiliencePipeline<HttpResponseMessage> _chaos;

    public HttpDependencyHandler(DependencyPipeline pipeline)
    {
        _pipeline = pipeline;
        _chaos = pipeline.MakeUp(static chaos => new HttpResponseMessage((HttpStatusCode)chaos.OutcomeStatus) { ReasonPhrase = "Chaos" });
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isRepeatable = HttpRepetition.Allows(request);
        if (isRepeatable && request.Content is { } content)
        {
            // The second attempt sends the same bytes, wherever the first one stopped reading.
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        }

        return await _pipeline.RunAsync(
            static (all, token) => all.handler.AttemptAsync(all.request, token), (handler: this, request), isRepeatable, cancellationToken).ConfigureAwait(false);
    }

    // The strategies wait without a thread, so there is no synchronous way through them.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Calls of dependencies are asynchronous: use SendAsync.");

    private async ValueTask<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _chaos.ExecuteAsync(
            static async (all, token) => await all.handler.ForwardAsync(all.request, token).ConfigureAwait(false), (handler: this, request), cancellationToken).ConfigureAwait(false);
        response.RequestMessage ??= request;
        return response;
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            // A connection that is reset the moment it is there escapes SocketsHttpHandler as it is, while it asks for the other end's address.
            throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
        }
    }
}
