using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MicroService.Publishing.Settings;

/// <summary>Reads the section <c>Kubernetes:Admission</c>.</summary>
internal static class AdmissionSettingsReader
{
    private const string AuthorityFile = "AuthorityFile";

    public static AdmissionSettings Read(SettingsSection section)
    {
        var otherwise = new AdmissionSettings();
        var settings = new AdmissionSettings
        {
            Workload = section.Text(nameof(AdmissionSettings.Workload), name => name.Length > 0, "must be the name of a resource"),
            Port = section.Number(nameof(AdmissionSettings.Port), 1, 65535) ?? otherwise.Port,
            CertificateSecret = section.Text(nameof(AdmissionSettings.CertificateSecret), SettingsRules.IsName, "must be the name of a Secret"),
            VerifiesClients = section.Flag(nameof(AdmissionSettings.VerifiesClients)) ?? otherwise.VerifiesClients,
            InjectFrom = section.Text(
                nameof(AdmissionSettings.InjectFrom),
                text => text.Split('/') is { Length: 2 } parts && parts.All(SettingsRules.IsName),
                "must be namespace/name of a Certificate of cert-manager"),
            Authorities = Authorities(section),
            TimeoutSeconds = section.Number(nameof(AdmissionSettings.TimeoutSeconds), 1, 30) ?? otherwise.TimeoutSeconds,
            Callers = section.List(nameof(AdmissionSettings.Callers), text => IPNetwork.TryParse(text, out _), "must be a CIDR such as 10.0.0.0/24") ?? otherwise.Callers,
            DenyLabel = section.Text(nameof(AdmissionSettings.DenyLabel), SettingsRules.IsLabelKey, "must be the key of a label") ?? otherwise.DenyLabel,
        };
        section.RefuseOthers();
        if (settings.Workload is { } workload && (settings.InjectFrom is null) == (settings.Authorities is null))
        {
            section.Report(
                nameof(AdmissionSettings.Workload), workload,
                $"the API server must know its authority: set either {nameof(AdmissionSettings.InjectFrom)}, for cert-manager, or {AuthorityFile}");
        }

        return settings;
    }

    private static string? Authorities(SettingsSection section)
    {
        string? pem = null;
        section.Text(AuthorityFile, path => (pem = Read(path)) is not null, "must be a file with certificates in PEM");
        return pem;
    }

    private static string? Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            return certificates.Count > 0 ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }
}
