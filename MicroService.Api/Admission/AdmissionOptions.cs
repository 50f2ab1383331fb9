using MicroService.Advisor.Rules;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Management;

namespace MicroService.Api.Admission;

/// <summary>The section <c>Admission</c>: the port where API servers ask about objects before they store them. It is off without <c>CertificateFile</c>.</summary>
public sealed record AdmissionOptions : IValidatedOptions<AdmissionOptions>
{
    private const int Kibibyte = 1024;

    /// <inheritdoc/>
    public static string Section => "Admission";

    /// <summary>The interface of the port: <c>*</c>, <c>localhost</c> or an IP address. Default <c>Server:Address</c>.</summary>
    public string Address { get; init; } = "*";

    /// <summary>The port; 0 takes any free one. Default 8443.</summary>
    public int Port { get; init; } = 8443;

    /// <summary>
    /// The PEM file with the server certificate, which must be for <c>SERVICE.NAMESPACE.svc</c>, and its intermediates, such as <c>tls.crt</c>; without
    /// it the port is off. Read again when it changes.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the private key of <c>CertificateFile</c>, such as <c>tls.key</c>; by default the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The PEM file with the authority of the API server's client certificate, such as <c>ca.crt</c>; with it, other callers are rejected. Read
    /// again when it changes.
    /// </summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>The least severity that <c>/v1/admission</c> warns of: Advice, Warning or Danger. Default Advice.</summary>
    public Severity WarnFrom { get; init; } = Severity.Advice;

    /// <summary>The least severity that <c>/v1/admission/deny</c> denies: Advice, Warning or Danger. Default Danger.</summary>
    public Severity DenyFrom { get; init; } = Severity.Danger;

    /// <summary>The longest review in bytes: the object, what it was before, and what the API server says of the caller. 64 KiB to 32 MiB; default 4 MiB.</summary>
    public int MaxBytes { get; init; } = 4 * Kibibyte * Kibibyte;

    /// <summary>
    /// The longest time for a review; then the object is allowed without an audit, with a warning. Keep it below the webhook's
    /// <c>timeoutSeconds</c>. 100 ms to 30 s; default 3 s.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    internal CertificatePaths Certificates => new(Section, CertificateFile, KeyFile, ClientAuthorityFile);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key is not (nameof(WarnFrom) or nameof(DenyFrom) or nameof(MaxBytes) or nameof(Timeout));

    /// <inheritdoc/>
    public static AdmissionOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new AdmissionOptions();
        var address = options.Text(nameof(Address), options.Configuration["Server:Address"] is { Length: > 0 } host ? host : defaults.Address, described: "Server:Address")!;
        options.Require(ListenerAddress.IsHost(address), nameof(Address), ListenerAddress.Rule);
        var port = options.Port(nameof(Port), defaults.Port);
        var certificates = CertificatePaths.Bind(options, Section);
        var isFree = certificates.CertificateFile is null
            || (!Other<ServerOptions>(options).Uses(port) && (port == 0 || Other<ManagementOptions>(options).Port != port));
        options.Require(isFree, nameof(Port), "must differ from the other ports of the service");
        return new AdmissionOptions
        {
            Address = address,
            Port = port,
            CertificateFile = certificates.CertificateFile,
            KeyFile = certificates.KeyFile,
            ClientAuthorityFile = certificates.ClientAuthorityFile,
            WarnFrom = options.Choice(nameof(WarnFrom), defaults.WarnFrom),
            DenyFrom = options.Choice(nameof(DenyFrom), defaults.DenyFrom),
            MaxBytes = options.Number(nameof(MaxBytes), defaults.MaxBytes, 64 * Kibibyte, 32 * Kibibyte * Kibibyte),
            Timeout = options.Duration(nameof(Timeout), defaults.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)),
        };
    }

    // What is wrong with it is reported by itself.
    private static T Other<T>(OptionsReader options)
        where T : class, IValidatedOptions<T> =>
        T.Bind(new OptionsReader(options.Configuration, T.Section, options.Environment, new ConfigurationProblems()));
}
