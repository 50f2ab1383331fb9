using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Ports;

/// <summary>
/// Removes TLS from the addresses that a project listens on, because its server does not start with <c>https</c> and no certificate.
/// </summary>
internal static partial class PlainAddresses
{
    private const string DefaultPort = "443";
    private const string Http2 = "Http2";

    // The server rejects them for an address without TLS.
    private static readonly string[] OnlyWithTls = ["SslProtocols", "ClientCertificateMode", "Sni"];

    /// <param name="configuration">The project's variables, which are changed in place.</param>
    public static void Apply(OrderedDictionary<string, string> configuration, WorkloadResource resource, PortPlan ports)
    {
        foreach (var name in configuration.Keys.ToList())
        {
            if (KestrelVariables.IsUrls(name))
            {
                configuration[name] = Urls(configuration[name]);
            }
            else if (KestrelVariables.EndpointOfUrl(name) is { } endpoint && IsHttps(configuration[name]))
            {
                configuration[name] = Plain(configuration[name]);
                SpeakWithoutTls(configuration, name, endpoint, IsHttp2(resource, ports, name, endpoint));
            }
        }
    }

    /// <summary>The addresses without TLS. Of two that then have the same port, the second is dropped.</summary>
    public static string Urls(string addresses)
    {
        var parts = addresses.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!parts.Any(IsHttps))
        {
            return addresses;
        }

        var taken = parts.Where(part => !IsHttps(part)).Select(PortOf).ToHashSet();
        return string.Join(';', parts.Where(part => !IsHttps(part) || taken.Add(PortOf(Plain(part)))).Select(part => IsHttps(part) ? Plain(part) : part));
    }

    private static void SpeakWithoutTls(OrderedDictionary<string, string> configuration, string url, string endpoint, bool isHttp2)
    {
        var others = configuration.Keys.Where(name => KestrelVariables.Endpoint(name) is { } known && known.Endpoint.Equals(endpoint, StringComparison.OrdinalIgnoreCase));
        foreach (var other in others.ToList())
        {
            var setting = KestrelVariables.Endpoint(other)!.Value.Setting;
            if (OnlyWithTls.Contains(setting.Split("__")[0], StringComparer.OrdinalIgnoreCase))
            {
                configuration.Remove(other);
            }
            else if (isHttp2 && setting.Equals("Protocols", StringComparison.OrdinalIgnoreCase))
            {
                configuration[other] = Http2;
                isHttp2 = false;
            }
        }

        // Client and server negotiate the HTTP version in the TLS handshake. Without TLS the server uses HTTP/1.1.
        if (isHttp2)
        {
            configuration[KestrelVariables.Beside(url, "Protocols")] = Http2;
        }
    }

    private static bool IsHttp2(WorkloadResource resource, PortPlan ports, string name, string endpoint) =>
        ports.Plain.Any(binding => binding.Transport == "http2" && (binding.Name.Equals(endpoint, StringComparison.OrdinalIgnoreCase) || ListenerAddresses.TargetPorts(resource, resource.Environment[name]).Contains(binding)));

    private static bool IsHttps(string address) => address.TrimStart().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string address)
    {
        var match = Address().Match(address);
        return !match.Success ? address
            : $"http://{match.Groups["host"].Value}:{(match.Groups["port"] is { Success: true } port ? port.Value : DefaultPort)}{match.Groups["path"].Value}";
    }

    private static string PortOf(string address) =>
        Address().Match(address) is { Success: true } match ? match.Groups["port"] is { Success: true } port ? port.Value : "80" : address;

    [GeneratedRegex(@"^\s*https?://(?<host>\[[^\]]*\]|[^:/]*)(:(?<port>[0-9]+))?(?<path>/.*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();
}
