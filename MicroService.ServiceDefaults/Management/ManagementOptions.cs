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

    /// <summary>The bearer token that everything on the management port but the probes asks for; without it a network policy alone decides who may call. At least 16 characters.</summary>
    public string? Token { get; init; }

    /// <summary>A second token that is accepted as well, for the time in which callers still have the one before a rotation. At least 16 characters.</summary>
    public string? PreviousToken { get; init; }

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key is nameof(Address) or nameof(Port);

    /// <inheritdoc/>
    public static ManagementOptions Bind(OptionsReader options)
    {
        var address = options.Text("Address", options.Configuration["Server:Address"] is { Length: > 0 } host ? host : "*", described: "Server:Address")!;
        options.Require(ListenerAddress.IsHost(address), "Address", ListenerAddress.Rule);
        var port = options.Port("Port", 8081);
        var server = ServerOptions.Bind(new OptionsReader(options.Configuration, ServerOptions.Section, options.Environment, new ConfigurationProblems()));
        options.Require(!server.Uses(port), "Port", "must differ from the ports of the service");
        return new ManagementOptions
        {
            Address = address,
            Port = port,
            Token = ReadToken(options, nameof(Token)),
            PreviousToken = ReadToken(options, nameof(PreviousToken)),
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
