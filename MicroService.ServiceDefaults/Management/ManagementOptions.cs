using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Where operators and the kubelet reach the service.</summary>
public sealed record ManagementOptions : IValidatedOptions<ManagementOptions>
{
    /// <inheritdoc/>
    public static string Section => "Management";

    /// <summary>The interface of the management port: <c>*</c>, <c>localhost</c> or an IP address. Default <c>Server:Address</c>.</summary>
    public string Address { get; init; } = "*";

    /// <summary>The management port; 0 takes any free one. Default 8081.</summary>
    public int Port { get; init; } = 8081;

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static ManagementOptions Bind(OptionsReader options)
    {
        var address = options.Text("Address", options.Configuration["Server:Address"] is { Length: > 0 } host ? host : "*", described: "Server:Address")!;
        options.Require(ListenerAddress.IsHost(address), "Address", ListenerAddress.Rule);
        var port = options.Port("Port", 8081);
        var server = ServerOptions.Bind(new OptionsReader(options.Configuration, ServerOptions.Section, options.Environment, new ConfigurationProblems()));
        options.Require(!server.Uses(port), "Port", "must differ from the ports of the service");
        return new ManagementOptions { Address = address, Port = port };
    }
}
