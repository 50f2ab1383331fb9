using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Where operators and the kubelet reach the service.</summary>
public sealed record ManagementOptions : IValidatedOptions<ManagementOptions>
{
    private const int LeastToken = 16;

    /// <inheritdoc/>
    public static string Section => "Management";

    /// <summary>The interface of the management port: <c>*</c>, <c>localhost</c> or an IP address. Default <c>Server:Address</c>.</summary>
    public string Address { get; init; } = "*";

    /// <summary>The management port; 0 takes any free one. Default 8081.</summary>
    public int Port { get; init; } = 8081;

    /// <summary>
    /// The bearer token that everything on the management port but the probes requires; without it and <c>ClientAuthorityFile</c> a network
    /// policy alone decides who may call. At least 16 characters.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>A second token that is accepted as well, for the time in which callers still have the one before a rotation. At least 16 characters.</summary>
    public string? PreviousToken { get; init; }

    /// <summary>
    /// The PEM file with the server certificate of the management port and its intermediates, such as <c>tls.crt</c>; with it the port speaks
    /// TLS alone. Read again when it changes.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the private key of <c>CertificateFile</c>, such as <c>tls.key</c>; by default the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The PEM file with the root and intermediate certificates whose client certificates are accepted in place of the token, such as
    /// <c>ca.crt</c>; requires <c>CertificateFile</c>. Read again when it changes.
    /// </summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>Where programs on the same machine reach the port; null if the system chooses it.</summary>
    public Uri? LocalAddress => new ListenerAddress(Address, Port).LocalAddress is not { } address ? null
        : CertificateFile is null ? address : new UriBuilder(address) { Scheme = Uri.UriSchemeHttps }.Uri;

    internal CertificatePaths Certificates => new(Section, CertificateFile, KeyFile, ClientAuthorityFile);

    /// <summary>Whether a caller has to present a token or a client certificate.</summary>
    internal bool IsGuarded => this is not { Token: null, PreviousToken: null, ClientAuthorityFile: null };

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key is not (nameof(Token) or nameof(PreviousToken));

    /// <inheritdoc/>
    public static ManagementOptions Bind(OptionsReader options)
    {
        var address = options.Text("Address", options.Configuration["Server:Address"] is { Length: > 0 } host ? host : "*", described: "Server:Address")!;
        options.Require(ListenerAddress.IsHost(address), "Address", ListenerAddress.Rule);
        var port = options.Port("Port", 8081);
        var server = ServerOptions.Bind(new OptionsReader(options.Configuration, ServerOptions.Section, options.Environment, new ConfigurationProblems()));
        options.Require(!server.Uses(port), "Port", "must differ from the ports of the service");
        var bound = new ManagementOptions
        {
            Address = address,
            Port = port,
            Token = ReadToken(options, nameof(Token)),
            PreviousToken = ReadToken(options, nameof(PreviousToken)),
        };
        var certificates = CertificatePaths.Bind(options, Section);
        return bound with
        {
            CertificateFile = certificates.CertificateFile,
            KeyFile = certificates.KeyFile,
            ClientAuthorityFile = certificates.ClientAuthorityFile,
        };
    }

    private static string? ReadToken(OptionsReader options, string key)
    {
        var token = options.Secret(key)?.Trim();

        // A secret that was mounted empty must not open what it was to guard.
        options.Require(
            options.Configuration[$"{Section}:{key}"] is null || token is { Length: >= LeastToken },
            key,
            $"must have at least {LeastToken} characters, or not be set at all");
        return token;
    }
}
