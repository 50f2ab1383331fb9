using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Opens the service's listeners and the management listener.</summary>
internal sealed class ManagementListener(
    IOptions<ServerOptions> server,
    IOptions<ManagementOptions> management,
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

        new ListenerAddress(management.Value.Address, management.Value.Port).Listen(options, static listener => listener.Use(next => connection =>
        {
            connection.Features.Set<IManagementConnection>(Mark.Instance);
            return next(connection);
        }));

        // Left in place, the host would offer them again and Kestrel warn that it overrides them.
        Move(ServerOptions.UrlKeys);
        Move(ServerOptions.PortKeys);
    }

    public static bool IsManagement(HttpContext context) => context.Features.Get<IManagementConnection>() is not null;

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
