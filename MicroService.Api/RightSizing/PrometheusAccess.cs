using MicroService.Api.Clusters;
using MicroService.Cluster.Prometheus;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.Options;

namespace MicroService.Api.RightSizing;

/// <summary>Makes clients of the Prometheus, one for each call: a call has its own time for all its queries.</summary>
internal sealed class PrometheusAccess(IOptionsMonitor<RightSizingOptions> options, IHttpMessageHandlerFactory handlers, TimeProvider time)
{
    private volatile bool _isAsked;

    /// <summary>Whether a Prometheus is set.</summary>
    public bool IsSet => options.CurrentValue.Prometheus is not null;

    /// <summary>Asks whether it answers; nothing is sent before the first call that needs it.</summary>
    /// <exception cref="PrometheusException">It does not.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        if (_isAsked && IsSet)
        {
            using var client = Create(options.CurrentValue.ToPrometheus() with { Attempts = 1, Rest = 0 });
            await client.QueryAsync("vector(1)", time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A client for the queries of a call.</summary>
    public PrometheusClient Create()
    {
        _isAsked = true;
        return Create(options.CurrentValue.ToPrometheus());
    }

    private PrometheusClient Create(PrometheusOptions server) =>
        new(new RejectionHandler(new QueryHandler(handlers.CreateHandler(RightSizingRegistration.Name))), server, time);

    /// <summary>Queries are sent by POST, as they may be long, and change nothing.</summary>
    private sealed class QueryHandler(HttpMessageHandler pipeline) : DelegatingHandler(pipeline)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Options.Set(HttpRetry.IsAllowed, true);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
