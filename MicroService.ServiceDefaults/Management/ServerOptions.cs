using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Where the service itself listens: <c>urls</c> before <c>http_ports</c> before <c>Server:Port</c>, as .NET orders them.</summary>
public sealed record ServerOptions : IValidatedOptions<ServerOptions>
{
    /// <summary>The host's own key for addresses, and the one in our section that it is kept under.</summary>
    internal static readonly (string Host, string Own) UrlKeys = ("URLS", "Urls");

    /// <summary>The host's own key for ports, and the one in our section that it is kept under.</summary>
    internal static readonly (string Host, string Own) PortKeys = ("HTTP_PORTS", "Ports");

    /// <summary>An empty list of addresses, which replaces those that were read; an empty text would have the host look for others.</summary>
    internal const string Moved = ";";

    /// <inheritdoc/>
    public static string Section => "Server";

    /// <summary>The interface of ports that are given without one: <c>*</c>, <c>localhost</c> or an IP address. Default <c>*</c>, as a container needs.</summary>
    public string Address { get; init; } = "*";

    /// <summary>Where the Api listens; 0 takes any free port. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The same for several ports, with <c>;</c> between them, before <see cref="Port"/>; also as <c>HTTP_PORTS</c>.</summary>
    public string? Ports { get; init; }

    /// <summary>The same with addresses, <c>http://host:port</c> with <c>;</c> between them, before ports; also as <c>URLS</c>.</summary>
    public string? Urls { get; init; }

    /// <summary>All listeners of the service; default one on port 8080.</summary>
    public IReadOnlyList<ListenerAddress> Listeners { get; private init; } = [new("*", 8080)];

    /// <summary>The port of cleartext HTTP/2, for proxies that speak it without TLS; 0 disables it. 0 to 65535; default 0.</summary>
    public int Http2Port { get; init; }

    /// <summary>The listener for HTTP/2 alone; null if there is none.</summary>
    public ListenerAddress? Http2Listener => Http2Port == 0 ? null : new ListenerAddress(Address, Http2Port);

    /// <summary>Whether the service listens on the port, so that no other listener can.</summary>
    public bool Uses(int port) => port != 0 && (port == Http2Port || Listeners.Any(listener => listener.Port == port));

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static ServerOptions Bind(OptionsReader options)
    {
        var address = options.Text("Address", "*")!;
        options.Require(ListenerAddress.IsHost(address), "Address", ListenerAddress.Rule);
        var port = options.Port("Port", 8080);

        var listeners = new List<ListenerAddress>();
        AddUrls(options, listeners);
        if (listeners.Count == 0)
        {
            AddPorts(options, address, listeners);
        }

        var bound = new ServerOptions
        {
            Address = address,
            Port = port,
            Ports = options.Configuration[$"{Section}:{nameof(Ports)}"],
            Urls = options.Configuration[$"{Section}:{nameof(Urls)}"],
            Listeners = listeners.Count > 0 ? listeners : [new(address, port)],
        };
        var http2Port = options.Port(nameof(Http2Port), 0);
        options.Require(!bound.Uses(http2Port), nameof(Http2Port), "must differ from the other ports of the service: without TLS a port speaks one protocol");
        return bound with { Http2Port = http2Port };
    }

    private static void AddUrls(OptionsReader options, List<ListenerAddress> listeners)
    {
        var (key, urls) = Items(options, UrlKeys);
        foreach (var url in urls)
        {
            if (Parse(url) is { Scheme: "http" } address && ListenerAddress.IsHost(address.Host) && address.PathBase.Length == 0)
            {
                Add(options, listeners, new ListenerAddress(address.Host, address.Port), key, url);
            }
            else
            {
                options.Problems.Add(key, url, "must be http://host:port (TLS ends in front of the service)");
            }
        }
    }

    private static void AddPorts(OptionsReader options, string address, List<ListenerAddress> listeners)
    {
        var (key, ports) = Items(options, PortKeys);
        foreach (var text in ports)
        {
            if (ushort.TryParse(text, out var port))
            {
                Add(options, listeners, new ListenerAddress(address, port), key, text);
            }
            else
            {
                options.Problems.Add(key, text, "must be ports from 0 to 65535 with ; between them");
            }
        }
    }

    private static void Add(OptionsReader options, List<ListenerAddress> listeners, ListenerAddress listener, string key, string text)
    {
        if (listeners.Exists(listener.Excludes))
        {
            options.Problems.Add(key, text, "must be there once: the port is taken by another of these");
        }

        listeners.Add(listener);
    }

    private static (string Key, string[] Items) Items(OptionsReader options, (string Host, string Own) key)
    {
        var host = options.Configuration[key.Host] is { Length: > 0 } text && text != Moved ? text : null;
        var items = (options.Text(key.Own, host) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (host is null ? $"{Section}:{key.Own}" : key.Host, items);
    }

    private static BindingAddress? Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            // It has no TryParse.
            return null;
        }
    }
}
