using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Where the certificates of a port are, in PEM; they are read again when they change.</summary>
/// <param name="Section">The section of the settings that name them.</param>
/// <param name="CertificateFile">The server certificate and its intermediates, such as <c>tls.crt</c>; null for a port without TLS.</param>
/// <param name="KeyFile">Its private key, such as <c>tls.key</c>; null for the same file.</param>
/// <param name="ClientAuthorityFile">The roots and intermediates of client certificates, such as <c>ca.crt</c>; null if there are none.</param>
public sealed record CertificatePaths(string Section, string? CertificateFile, string? KeyFile, string? ClientAuthorityFile)
{
    /// <summary>Reads the settings, and the files that they name.</summary>
    /// <param name="options">Reads the section.</param>
    /// <param name="section">The section.</param>
    public static CertificatePaths Bind(OptionsReader options, string section)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bound = new CertificatePaths(section, options.Text(nameof(CertificateFile)), options.Text(nameof(KeyFile)), options.Text(nameof(ClientAuthorityFile)));
        bound.Check(options);
        return bound;
    }

    private void Check(OptionsReader options)
    {
        // A file that was named and left empty must not open what it was to guard.
        foreach (var key in (string[])[nameof(CertificateFile), nameof(KeyFile), nameof(ClientAuthorityFile)])
        {
            var isNamed = options.Configuration[$"{Section}:{key}"] is not { } file || !string.IsNullOrWhiteSpace(file);
            options.Require(isNamed, key, "must name a file, or not be set at all");
        }

        if (CertificateFile is null)
        {
            var rule = $"must not be set without {Section}:{nameof(CertificateFile)}";
            options.Require(KeyFile is null, nameof(KeyFile), rule);
            options.Require(ClientAuthorityFile is null, nameof(ClientAuthorityFile), $"{rule}: client certificates need TLS");
            return;
        }

        Check(options, () => CertificateFiles.ReadServer(this));
        Check(options, () => CertificateFiles.ReadAuthorities(ClientAuthorityFile));
    }

    private static void Check(OptionsReader options, Func<object> read)
    {
        try
        {
            read();
        }
        catch (CertificateFileException problem)
        {
            options.Require(satisfied: false, problem.Key, problem.Message);
        }
    }
}
