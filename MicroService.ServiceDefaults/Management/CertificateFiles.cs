using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MicroService.ServiceDefaults.Management;

/// <summary>The content of the certificate files of a port, in PEM as cert-manager and <c>kubectl create secret tls</c> write it.</summary>
/// <param name="Server">The server certificate with its key and its intermediates.</param>
/// <param name="Authorities">Roots and intermediates of client certificates; empty without <see cref="CertificatePaths.ClientAuthorityFile"/>.</param>
internal sealed record CertificateFiles(SslStreamCertificateContext Server, X509Certificate2Collection Authorities)
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="CertificateFileException">One of them cannot be used.</exception>
    public static CertificateFiles Read(CertificatePaths options) => new(ReadServer(options), ReadAuthorities(options.ClientAuthorityFile));

    /// <summary>Differs when the files do: their times and lengths, through links.</summary>
    public static string VersionOf(CertificatePaths options) =>
        string.Join('|', ((string?[])[options.CertificateFile, options.KeyFile, options.ClientAuthorityFile]).OfType<string>().Select(VersionOf));

    /// <summary>Reads the server certificate.</summary>
    /// <exception cref="CertificateFileException">A file cannot be read, is no PEM, or the key is not that of the certificate.</exception>
    public static SslStreamCertificateContext ReadServer(CertificatePaths options)
    {
        var chain = ReadCertificates(nameof(CertificatePaths.CertificateFile), options.CertificateFile!);
        var key = Load(nameof(CertificatePaths.KeyFile), options.KeyFile ?? options.CertificateFile!, File.ReadAllText);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), key);

            // TLS on Windows does not take a key that is in memory alone.
            var loaded = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
            return SslStreamCertificateContext.Create(loaded, chain, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new CertificateFileException(
                options.KeyFile is null ? nameof(CertificatePaths.CertificateFile) : nameof(CertificatePaths.KeyFile),
                $"must hold the unencrypted private key of the certificate in {options.Section}:{nameof(CertificatePaths.CertificateFile)}, in PEM");
        }
    }

    /// <summary>Reads the authorities; none if there is no file.</summary>
    /// <exception cref="CertificateFileException">The file cannot be read, or holds no root.</exception>
    public static X509Certificate2Collection ReadAuthorities(string? file)
    {
        if (file is null)
        {
            return [];
        }

        const string Key = nameof(CertificatePaths.ClientAuthorityFile);
        var authorities = ReadCertificates(Key, file);
        return authorities.Any(static authority => authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData))
            ? authorities
            : throw new CertificateFileException(Key, "must hold the root certificate of the authority, beside its intermediates");
    }

    private static X509Certificate2Collection ReadCertificates(string key, string file) => Load(key, file, static file =>
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("no certificate");
    });

    private static T Load<T>(string key, string file, Func<string, T> load)
    {
        try
        {
            return load(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateFileException(key, $"must be a PEM file that can be read ({exception.GetType().Name})");
        }
    }

    private static string VersionOf(string file)
    {
        try
        {
            var target = new FileInfo(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
            var length = target.Exists ? target.Length : -1;
            return string.Create(CultureInfo.InvariantCulture, $"{target.FullName} {target.LastWriteTimeUtc.Ticks} {length}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading the file says what is wrong with it.
            return "";
        }
    }
}

/// <summary>A certificate file cannot be used.</summary>
internal sealed class CertificateFileException(string key, string rule) : Exception(rule)
{
    /// <summary>The setting that names the file.</summary>
    public string Key => key;
}
