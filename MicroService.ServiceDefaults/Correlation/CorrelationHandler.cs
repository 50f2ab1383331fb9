namespace MicroService.ServiceDefaults.Correlation;

/// <summary>Sends the correlation id on with every outgoing call that does not carry one already.</summary>
internal sealed class CorrelationHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddTo(request);
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddTo(request);
        return base.Send(request, cancellationToken);
    }

    private static void AddTo(HttpRequestMessage request)
    {
        if (CorrelationContext.CurrentId is { } id && !request.Headers.Contains(CorrelationId.HeaderName))
        {
            request.Headers.TryAddWithoutValidation(CorrelationId.HeaderName, id);
        }
    }
}
