using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MicroService.Cluster.Credentials;

/// <summary>Client certificates with their keys, in PEM.</summary>
internal static class ClientCertificate
{
    /// <summary>The certificate and its key.</summary>
    /// <exception cref="CredentialException">They are not PEM, or don't belong together.</exception>
    public static X509Certificate2 Of(string certificate, string key, string source)
    {
        try
        {
            var read = X509Certificate2.CreateFromPem(certificate, key);
            if (!OperatingSystem.IsWindows())
            {
                return read;
            }

            // Windows can't use a key that is in memory only.
            using (read)
            {
                return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new CredentialException($"The client certificate of {source} can't be used: {exception.Message}");
        }
    }
}

/// <summary>A client certificate in files that are replaced: each connection takes what is there.</summary>
internal sealed class CertificateFiles(string certificate, string key, AuthenticationHeaderValue? authorization) : CredentialSource
{
    private readonly Lock _lock = new();
    private (DateTime Certificate, DateTime Key) _writtenAt;
    private X509Certificate2? _read;

    public override X509Certificate2? Certificate
    {
        get
        {
            lock (_lock)
            {
                return Read();
            }
        }
    }

    public override ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new Credential(authorization, Certificate));

    private X509Certificate2 Read()
    {
        try
        {
            var writtenAt = (WrittenAt(certificate), WrittenAt(key));
            if (_read is null || writtenAt != _writtenAt)
            {
                _read = ClientCertificate.Of(File.ReadAllText(certificate), File.ReadAllText(key), certificate);
                _writtenAt = writtenAt;
            }

            return _read;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"The client certificate can't be read: {exception.Message}");
        }
    }

    // A mounted file is a link whose target changes.
    private static DateTime WrittenAt(string path) =>
        File.GetLastWriteTimeUtc(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
}
