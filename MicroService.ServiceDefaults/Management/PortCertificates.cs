using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// The certificates of a port. Each connection compares the files' times with those of the last read, since the kubelet swaps
/// mounted files while the service runs. Files that cannot be used leave the last good certificates in effect.
/// </summary>
/// <remarks>
/// A connection may present a client certificate and none is required: the kubelet presents none to the management port. The handshake accepts
/// any: what answers the port decides for each request, so that an authority that was replaced ends the access of open connections, too.
/// </remarks>
internal sealed partial class PortCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly Func<CertificatePaths> _paths;
    private readonly string _port;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Counter<long> _reloads;
    private readonly Lock _lock = new();
    private string? _version;
    private CertificateFiles? _current;

    /// <summary>Certificates.</summary>
    /// <param name="port">What the port is called in logs and metrics, such as <c>management</c>.</param>
    /// <param name="paths">Where they are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="logger">The log.</param>
    public PortCertificates(string port, Func<CertificatePaths> paths, TimeProvider time, IMeterFactory meters, ILogger<PortCertificates> logger)
    {
        (_port, _paths, _time, _logger) = (port, paths, time, logger);
        _reloads = meters.Create(ManagementAccess.MeterName).CreateCounter<long>(
            $"{port}.certificate.reloads", description: $"Changes of the {port} port's certificate files, applied or refused.");
    }

    /// <summary>Emits zeros, so that the series exist. Called once, when the service starts: the options are valid then.</summary>
    public void Begin()
    {
        if (IsTls)
        {
            _reloads.Add(0, Result("applied"));
            _reloads.Add(0, Result("refused"));
        }
    }

    /// <summary>Whether the port speaks TLS.</summary>
    public bool IsTls => _paths().CertificateFile is not null;

    /// <summary>Whether client certificates are a way in.</summary>
    public bool AcceptsClients => _paths().ClientAuthorityFile is not null;

    /// <summary>What a connection that begins now is served with.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "It is the server's side: client certificates are verified at each request.")]
    public SslServerAuthenticationOptions ForConnection() => new()
    {
        ServerCertificateContext = Current().Server,
        ClientCertificateRequired = AcceptsClients,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,

        // The handshake builds a chain, too: it must not fetch what a caller's certificate names.
        CertificateChainPolicy = Policy([], _time),
    };

    /// <summary>Whether the certificate is for clients, in date and issued by the authority of <see cref="CertificatePaths.ClientAuthorityFile"/>.</summary>
    public bool Accepts(X509Certificate2 client)
    {
        if (!AcceptsClients)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = Policy(Current().Authorities, _time) };
        var isValid = chain.Build(client);
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return isValid;
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities, TimeProvider time)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(authorities);
        return policy;
    }

    private CertificateFiles Current()
    {
        lock (_lock)
        {
            // Taken before the files are read: a swap in between makes the next version differ.
            var version = CertificateFiles.VersionOf(_paths());
            if (version != _version)
            {
                Read();
                _version = version;
            }

            return _current!;
        }
    }

    private void Read()
    {
        try
        {
            var read = CertificateFiles.Read(_paths());
            if (_current is not null)
            {
                _reloads.Add(1, Result("applied"));
                Replaced(_port, read.Server!.TargetCertificate.NotAfter.ToUniversalTime());
            }

            // The one before stays with the connections that have it.
            _current = read;
        }
        catch (CertificateFileException exception) when (_current is not null)
        {
            _reloads.Add(1, Result("refused"));
            Kept(_port, $"{_paths().Section}:{exception.Key}", exception.Message);
        }
    }

    private static KeyValuePair<string, object?> Result(string result) => new("result", result);

    [LoggerMessage(LogLevel.Information, "The certificates of the {Port} port have changed; the server certificate is valid until {NotAfter}")]
    private partial void Replaced(string port, DateTime notAfter);

    [LoggerMessage(LogLevel.Warning, "The changed certificates of the {Port} port cannot be used, the last good ones stay in effect: {Key} {Rule}")]
    private partial void Kept(string port, string key, string rule);
}
