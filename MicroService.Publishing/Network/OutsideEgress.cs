using System.Net;
using MicroService.Advisor.Addresses;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Network;

/// <summary>
/// What a workload may call outside of the application: the targets of its settings, and the hosts that its variables name.
/// </summary>
internal sealed class OutsideEgress
{
    private readonly List<MappingNode> _rules = [];
    private readonly SortedSet<PortUse> _anywhere = [];
    private readonly SortedSet<(string Host, PortUse Port)> _named = [];
    private readonly List<ClusterAddress> _open = [];
    private readonly HashSet<string> _told;
    private readonly KubernetesOptions _options;

    public OutsideEgress(ClusterWorkload workload, KubernetesOptions options)
    {
        _options = options;
        _told = workload.Settings.Egress!.Select(text => text.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var target in workload.Settings.Egress!.Select(text => EgressTarget.Parse(text)).OfType<EgressTarget>())
        {
            Add(target);
        }

        foreach (var address in workload.Addresses)
        {
            Add(address);
        }
    }

    /// <summary>Whether it looks up names outside of the application.</summary>
    public bool NeedsDns => _rules.Count + _anywhere.Count + _named.Count + _open.Count > 0;

    /// <summary>The hosts that a policy allows by every address on their port, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> Hosts => _options.HostEgress == HostEgress.Any ? [.. _named.Select(host => $"{host.Host}:{host.Port.Number}{(host.Port.Protocol == PortUse.Tcp ? "" : "/udp")}")] : [];

    /// <summary>The addresses that no policy allows, because they are not known.</summary>
    public IReadOnlyList<ClusterAddress> Open => _open;

    /// <summary>The hosts that a CiliumNetworkPolicy allows by name.</summary>
    public IReadOnlyCollection<(string Host, PortUse Port)> Named => _options.HostEgress == HostEgress.Cilium ? _named : [];

    /// <summary>The rules of a NetworkPolicy.</summary>
    public IReadOnlyList<MappingNode> Rules =>
        _anywhere.Count == 0 ? _rules : [.. _rules, PolicyPeer.Rule("to", PolicyPeer.Anywhere(), _anywhere.Select(port => (port.Protocol, port.Number)))];

    private void Add(EgressTarget target, string protocol = PortUse.Tcp)
    {
        if (target.Peer is { } peer)
        {
            _rules.Add(PolicyPeer.Rule("to", [peer], [(protocol, target.Port)]));
        }
        else
        {
            Allow(target.Host!, new PortUse(target.Port, protocol));
        }
    }

    private void Add(ClusterAddress address)
    {
        if (_options.Hosts.FirstOrDefault(host => host.Key.Equals(address.Host, StringComparison.OrdinalIgnoreCase)) is { Key: not null } known)
        {
            foreach (var target in SettingsRules.PlacesOf(known.Value).Select(place => EgressTarget.Parse(place, address.Port)).OfType<EgressTarget>())
            {
                Add(target, address.Protocol);
            }
        }
        else if (!address.IsKnown)
        {
            _open.Add(address);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            _rules.Add(PolicyPeer.Rule("to", [PolicyPeer.Block(ip)], [(address.Protocol, address.Port!.Value)]));
        }
        else if (NamespaceOf(address.Host) is { } ns)
        {
            // Policies see the pod's port, which the Service may map.
            if (!_told.Contains(ns))
            {
                _rules.Add(MappingNode.Of(("to", SequenceNode.Of(PolicyPeer.Namespace(ns)))));
            }
        }
        else
        {
            if (_options.HostEgress == HostEgress.None)
            {
                _open.Add(address);
            }
            else
            {
                Allow(address.Host, new PortUse(address.Port!.Value, address.Protocol));
            }
        }
    }

    private void Allow(string host, PortUse port)
    {
        _named.Add((host, port));
        if (_options.HostEgress != HostEgress.Cilium)
        {
            _anywhere.Add(port);
        }
    }

    // service.namespace.svc or service.namespace.svc.cluster.local; service.namespace could be a host of the world, unless the settings
    // know the namespace.
    private string? NamespaceOf(string host) => host.Split('.') switch
    {
        [_, var ns, "svc", ..] => ns,
        [_, var ns] when _told.Contains(ns) || ns == _options.MonitoringNamespace || ns == _options.IngressNamespace => ns,
        _ => null,
    };
}
