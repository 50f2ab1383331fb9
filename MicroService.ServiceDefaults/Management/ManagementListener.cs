using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Opens the service's listeners and the management listener.</summary>
internal sealed class ManagementListener(
    IOptions<ServerOptions> server,
    IOptions<ManagementOptions> management,
    [FromKeyedServices(ManagementRegistration.Port)] PortCertificates certificates,
    DedicatedPorts dedicated,
    IEnumerable<IServiceListener> parts,
    ConfigurationValidator validator,
    IConfiguration configuration) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        KestrelRule.Apply(options);
        if (validator.Validate().Count > 0)
        {
            // This runs while the application is built; starting it is what reports the problems.
            return;
        }

        foreach (var listener in server.Value.Listeners)
        {
            listener.Listen(options, ConfigureParts);
        }

        server.Value.Http2Listener?.Listen(options, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            ConfigureParts(listener);
        });

        new ListenerAddress(management.Value.Address, management.Value.Port).Listen(options, ConfigureManagement);

        dedicated.Listen(options);

        // Otherwise the host would offer them again, and Kestrel would warn that it overrides them.
        Move(ServerOptions.UrlKeys);
        Move(ServerOptions.PortKeys);
    }

    public static bool IsManagement(HttpContext context) => context.Features.Get<IManagementConnection>() is not null;

    private void ConfigureManagement(ListenOptions listener)
    {
        listener.Use(static next => connection =>
        {
            connection.Features.Set<IManagementConnection>(Mark.Instance);
            return next(connection);
        });
        if (certificates.IsTls)
        {
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.ForConnection()) });
        }
    }

    private void ConfigureParts(ListenOptions listener)
    {
        foreach (var part in parts)
        {
            part.Configure(listener);
        }
    }

    private void Move((string Host, string Own) key)
    {
        if (configuration[key.Host] is { Length: > 0 } value && value != ServerOptions.Moved)
        {
            configuration[$"{ServerOptions.Section}:{key.Own}"] = value;
            configuration[key.Host] = ServerOptions.Moved;
        }
    }

    private sealed class Mark : IManagementConnection
    {
        public static readonly Mark Instance = new();
    }
}

/// <summary>Marks connections that came in through the management listener, whatever their Host header says.</summary>
internal interface IManagementConnection;

/// <summary>Configures each listener of the service, but not the management listener.</summary>
internal interface IServiceListener
{
    void Configure(ListenOptions listener);
}

/// <summary>Rejects other listeners: neither the limits nor the separation of the two ports would hold there.</summary>
internal static class KestrelRule
{
    private static readonly string[] Sections = ["Kestrel:Endpoints", "Kestrel:EndpointDefaults"];

    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    /// <summary>Adds a problem for each setting of such a listener.</summary>
    public static void Check(IConfiguration configuration, ConfigurationProblems problems)
    {
        foreach (var (key, value) in Sections.SelectMany(section => configuration.GetSection(section).AsEnumerable()).Where(static setting => setting.Value is not null))
        {
            problems.Add(key, value, "must not be set: Server:Urls, Server:Ports (or HTTP_PORTS), Server:Http2Port and Management:Port say where the service listens");
        }
    }

    /// <summary>Has the server ignore such settings, now and when they change; the host has it read them.</summary>
    public static void Apply(KestrelServerOptions server) => server.Configure(Nothing);
}
