using System.Net;
using System.Net.Security;

namespace MicroService.Cluster.Connections;

/// <summary>Makes the handler that connects to a cluster's API server.</summary>
public static class ClusterTransport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // New connections see rotated certificates.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    // A watch may say nothing for minutes: pings tell whether its connection is still there.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A handler for one cluster. It retries nothing.</summary>
    public static SocketsHttpHandler Create(ClusterConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = Lifetime,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
            AutomaticDecompression = DecompressionMethods.GZip,
            // A redirect would take the credential elsewhere.
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = connection.Proxy is { } proxy ? new WebProxy(proxy) : null,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => connection.Trust.Accepts(certificate, chain, errors),
                LocalCertificateSelectionCallback = (_, _, _, _, _) => connection.Credentials.Certificate!,
            },
        };
    }
}
