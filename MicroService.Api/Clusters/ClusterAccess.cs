using MicroService.Cluster.Connections;
using MicroService.Cluster.Kubeconfigs;
using MicroService.Cluster.Requests;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Clusters;

/// <summary>The one client of the cluster, made at the first call that needs it, and again when the kubeconfig has changed.</summary>
public sealed class ClusterAccess : IDisposable
{
    // The pipeline repeats whole requests. It ends with the headers, so that an answer that is cut afterwards is asked for once more here.
    private const int Attempts = 2;

    private readonly IOptions<ClusterOptions> _options;
    private readonly IHttpMessageHandlerFactory _handlers;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private LazyApiClient _client;
    private DateTime _written;
    private volatile Link? _link;

    /// <summary>A client that is not made yet.</summary>
    /// <param name="options">Which cluster.</param>
    /// <param name="handlers">Make the handler of the dependency.</param>
    /// <param name="metrics">Count clients, from the start on.</param>
    /// <param name="time">The clock.</param>
    public ClusterAccess(IOptions<ClusterOptions> options, IHttpMessageHandlerFactory handlers, ClusterMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        (_options, _handlers, _time) = (options, handlers, time);
        _client = new LazyApiClient(CreateAsync);
    }

    /// <summary>Where the cluster is; null until the first call.</summary>
    public ClusterConnection? Connection => _link?.Connection;

    /// <summary>The client. No request is sent for it.</summary>
    /// <exception cref="ClusterMissingException">There is no connection to any cluster; the next call looks again.</exception>
    public ValueTask<ApiClient> GetAsync(CancellationToken cancellationToken) => Current().GetAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _link?.Transport.Dispose();
    }

    // Who still has the client before goes on with it; it is collected after that.
    private LazyApiClient Current()
    {
        lock (_lock)
        {
            if (_options.Value.Kubeconfig is { } kubeconfig && File.GetLastWriteTimeUtc(kubeconfig) is var written && written != _written)
            {
                _written = written;
                _client = new LazyApiClient(CreateAsync);
            }

            return _client;
        }
    }

    private async Task<ApiClient> CreateAsync(CancellationToken cancellationToken)
    {
        var reading = await FindAsync(_options.Value, cancellationToken).ConfigureAwait(false);
        var connection = reading.Connection ?? throw new ClusterMissingException(reading.Problem!);
        var transport = new HttpMessageInvoker(ClusterTransport.Create(connection));
        _link = new Link(connection, transport);
        return new ApiClient(
            connection,
            new ClusterLink(transport, new RejectionHandler(_handlers.CreateHandler(ClusterRegistration.Name))),
            new ApiClientOptions { Attempts = Attempts, FirstPause = TimeSpan.FromSeconds(1) },
            _time);
    }

    private async Task<ConnectionReading> FindAsync(ClusterOptions options, CancellationToken cancellationToken)
    {
        if (options.Kubeconfig is { } kubeconfig)
        {
            return await ClusterConnections.FindAsync(kubeconfig, options.Context, Environment.GetEnvironmentVariable, _time, cancellationToken).ConfigureAwait(false);
        }

        return InClusterConnection.Find(Environment.GetEnvironmentVariable, InClusterConnection.AccountFolder, _time) is { } own
            ? new ConnectionReading(own, null)
            : ConnectionReading.Failed(
                "There is no cluster to scan: the service runs in no pod with the token of a service account, and Cluster:Kubeconfig is not set.");
    }

    private sealed record Link(ClusterConnection Connection, HttpMessageInvoker Transport);
}

/// <summary>There is no cluster to ask.</summary>
/// <param name="problem">What is wrong, and what to do.</param>
public sealed class ClusterMissingException(string problem) : Exception(problem);

/// <summary>
/// Gives each request of a client the transport of that client: the pipeline stays when the kubeconfig changes, and a token never gets
/// to the server of another connection.
/// </summary>
internal sealed class ClusterLink(HttpMessageInvoker transport, HttpMessageHandler pipeline) : DelegatingHandler(pipeline)
{
    private static readonly HttpRequestOptionsKey<HttpMessageInvoker> Transport = new("MicroService.Cluster.Transport");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Transport, transport);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>The end of the pipeline.</summary>
    internal sealed class End : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Options.TryGetValue(Transport, out var transport)
                ? transport.SendAsync(request, cancellationToken)
                : throw new InvalidOperationException("The request is of no client of the cluster.");
    }
}
