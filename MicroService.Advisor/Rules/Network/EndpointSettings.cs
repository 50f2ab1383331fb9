using MicroService.Advisor.Addresses;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The endpoints in settings of one source, such as an environment: in a value, or as host and port in two of them.</summary>
internal sealed class EndpointSettings
{
    /// <summary>The endpoints of these settings, each once.</summary>
    public EndpointSettings(IEnumerable<(string Name, string Value)> settings, int most)
    {
        var all = settings.ToList();
        var hosts = HostSettings.Of(all).ToList();
        Endpoints =
        [
            .. all.SelectMany(setting => Endpoint.In(setting.Value))
                .Concat(all.SelectMany(setting => Endpoint.Named(setting.Value)))
                .Concat(hosts.Select(host => Endpoint.Of(host.Address)).OfType<Endpoint>())
                .Distinct().Take(most),
        ];
        HostsWithoutPort = [.. all.SelectMany(setting => Endpoint.HostsWithoutPort(setting.Value)).Distinct().Take(most)];
        var known = Endpoints.Select(endpoint => endpoint.Host).ToHashSet(StringComparer.Ordinal);
        HostsOfUnknownPort =
        [
            .. hosts.Where(host => host.Address is { Port: null, IsLocal: false } && !known.Contains(host.Address.Host))
                .Select(host => (host.Setting, host.Address.Host)).Distinct().Take(most),
        ];
    }

    /// <summary>True if the settings name nothing.</summary>
    public bool IsEmpty => Endpoints.Count + HostsWithoutPort.Count + HostsOfUnknownPort.Count == 0;

    public IReadOnlyList<Endpoint> Endpoints { get; }

    public IReadOnlyList<string> HostsWithoutPort { get; }

    /// <summary>The settings that are a host, of which nothing tells the port.</summary>
    public IReadOnlyList<(string Setting, string Host)> HostsOfUnknownPort { get; }
}
