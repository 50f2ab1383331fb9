using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MicroService.Tests.Certificates;

/// <summary>A certificate authority of its own, as cert-manager runs one in a cluster.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _root;

    public CertificateAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _root = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    /// <summary>The root certificate in PEM.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A certificate with its key, valid for the coming year unless another end is given.</summary>
    public X509Certificate2 Issue(string name, string purpose, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var end = until ?? TimeProvider.System.GetUtcNow().AddYears(1);
        using var issued = request.Create(_root, end.AddYears(-2), end, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose() => _root.Dispose();
}
