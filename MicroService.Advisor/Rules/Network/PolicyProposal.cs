using System.Runtime.CompilerServices;
using MicroService.Advisor.Addresses;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Observability;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// The NetworkPolicy that a workload's manifest asks for. Who calls the pods can't be known from it, so callers of the same namespace
/// are let in, others only where the port is exposed, scraped or named by a setting of another namespace; outgoing traffic goes to the
/// cluster's DNS, the namespace, HTTPS,
/// and the ports that settings name.
/// </summary>
internal static class PolicyProposal
{
    private const long Https = 443;

    // The ports of the Services that lead to the same pods, each once.
    private static readonly ConditionalWeakTable<IReadOnlyList<KubernetesObject>, List<(MappingNode Port, Audience Audience)>> Served = [];

    // Who names more ports than this needs a policy of a person's making.
    private const int MostPorts = 64;

    // The API server's Service translates 443 to this before most network plug-ins look.
    private const long ApiServer = 6443;

    /// <summary>
    /// A fix that adds the policy for these directions, or null if the pods have no labels to select them by, or settings that name too
    /// many ports.
    /// </summary>
    public static Fix? For(Workload workload, ObjectGraph graph, bool ingress, bool egress)
    {
        var owner = workload.Object;
        var wanted = workload.Kind is "Deployment" ? owner.Name : $"{owner.Name.TrimEnd('*', '-')}-{owner.Kind.ToLowerInvariant()}";
        if (PodSelection.Of(workload) is null || !ObjectName.IsSubdomain(wanted) || !ReferenceEquals(graph.Find(owner.Kind, owner.Namespace, owner.Name), owner))
        {
            return null;
        }

        var targets = egress ? EgressPorts(workload, graph) : [];
        if (targets.Count > MostPorts)
        {
            return null;
        }

        var namespaces = egress
            ? new SortedSet<string>(workload.Containers.SelectMany(container => NamedEndpoints.NamespacesOf(container, graph)), StringComparer.Ordinal)
            : [];

        var name = graph.FreeName("NetworkPolicy", owner.Namespace, wanted);
        return Fix.Review($"add a NetworkPolicy that lets through {Words(ingress, egress, namespaces)}; callers or targets beyond that need rules of their own")
            .AddObject(owner, () => Make(workload, graph, name, ingress, egress, targets, namespaces));
    }

    private static MappingNode Make(
        Workload workload, ObjectGraph graph, string name, bool ingress, bool egress, SortedSet<(string Protocol, long Port)> targets, SortedSet<string> namespaces)
    {
        var owner = workload.Object;
        var types = new SequenceNode();
        var spec = MappingNode.Of(("podSelector", PodSelection.Of(workload)!), ("policyTypes", types));
        if (ingress)
        {
            types.Add(PodPolicies.Ingress);
            SetRules(spec, "ingress", IngressRules(workload, graph));
        }

        if (egress)
        {
            types.Add(PodPolicies.Egress);
            SetRules(spec, "egress", EgressRules(targets, namespaces, graph));
        }

        var labels = owner.Labels?.Text("app.kubernetes.io/name") is { } application ? MappingNode.Of(("app.kubernetes.io/name", application)) : null;
        return PodPolicies.Make(name, owner.WrittenNamespace, labels, spec);
    }

    private static string Words(bool ingress, bool egress, SortedSet<string> namespaces)
    {
        const string In = "ingress from the namespace to the declared ports (from anywhere to exposed ones)";
        const string Ports = "HTTPS and the ports that settings name";
        var targets = namespaces.Count == 0 ? $"egress to DNS, the namespace, {Ports}" : $"egress to DNS, the namespace, {string.Join(", ", namespaces)}, {Ports}";
        return ingress && egress ? $"{In} and {targets}" : ingress ? In : targets;
    }

    private static void SetRules(MappingNode spec, string key, IEnumerable<MappingNode> rules)
    {
        var sequence = SequenceNode.Of([.. rules]);
        if (sequence.Items.Count > 0)
        {
            spec.Set(key, sequence);
        }
    }

    private static IEnumerable<MappingNode> IngressRules(Workload workload, ObjectGraph graph)
    {
        var audiences = new Dictionary<(string Protocol, long Port), Audience>();
        void Open(string protocol, long? port, Audience audience)
        {
            if (port is > 0 and <= 65535)
            {
                var key = (protocol, port.Value);
                audiences[key] = audiences.TryGetValue(key, out var known) && known > audience ? known : audience;
            }
        }

        foreach (var port in ServicePort.Declared(workload))
        {
            Open(ServicePort.Protocol(port), port.Integer("containerPort"), port.Has("hostPort") ? Audience.Everyone : Audience.Namespace);
        }

        var exposure = Exposure.Of(graph);
        var calls = NamespaceCalls.Of(graph);
        Audience AudienceOf(KubernetesObject service, MappingNode port) =>
            exposure.IsExposed(service, port) ? Audience.Everyone : calls.Reach(service, port) ? Audience.Cluster : Audience.Namespace;
        List<(MappingNode Port, Audience Audience)> PortsOf(IReadOnlyList<KubernetesObject> services) =>
        [
            .. services.SelectMany(service => (service.Spec?.Mappings("ports") ?? []).Select(port => (Port: port, Audience: AudienceOf(service, port))))
                .DistinctBy(served => (ServicePort.Protocol(served.Port), ServicePort.Target(served.Port), served.Audience)),
        ];
        foreach (var (port, audience) in graph.ServicesOf(workload) is { Count: > 0 } services ? Served.GetValue(services, PortsOf) : [])
        {
            Open(ServicePort.Protocol(port), ServicePort.Resolve(port, workload), audience);
        }

        foreach (var port in Scraping.Ports(workload, graph))
        {
            Open("TCP", port, Audience.Cluster);
        }

        return audiences.GroupBy(entry => entry.Value, entry => entry.Key).OrderBy(group => group.Key).Select(group =>
        {
            var rule = new MappingNode();
            if (group.Key != Audience.Everyone)
            {
                rule.Set("from", SequenceNode.Of(MappingNode.Of((group.Key == Audience.Namespace ? "podSelector" : "namespaceSelector", new MappingNode()))));
            }

            rule.Set("ports", Ports(group));
            return rule;
        });
    }

    private static SortedSet<(string Protocol, long Port)> EgressPorts(Workload workload, ObjectGraph graph)
    {
        var ports = new SortedSet<(string Protocol, long Port)> { (PortUse.Tcp, Https) };
        if (ApiClients.Of(graph).Has(workload) || HasUnknownAccount(workload, graph))
        {
            ports.Add((PortUse.Tcp, ApiServer));
        }

        foreach (var endpoint in workload.Containers.SelectMany(container => NamedEndpoints.Of(container, graph)).Distinct())
        {
            if (!endpoint.IsServiceIn(workload.Object.Namespace, graph))
            {
                ports.Add((endpoint.Protocol, endpoint.Port));
                ports.UnionWith(NamespaceCalls.TargetsOf(endpoint, graph));
            }
        }

        return ports;
    }

    // An account that is not given may have rights elsewhere.
    private static bool HasUnknownAccount(Workload workload, ObjectGraph graph) =>
        workload.ServiceAccountName is not "default" and var account && workload.PodSpec.Boolean("automountServiceAccountToken") != false
        && graph.FindFor(workload, "ServiceAccount", account) is null;

    private static IEnumerable<MappingNode> EgressRules(
        SortedSet<(string Protocol, long Port)> ports, SortedSet<string> namespaces, ObjectGraph graph) =>
    [
        ClusterDns.Rule(graph),
        MappingNode.Of(("to", SequenceNode.Of(MappingNode.Of(("podSelector", new MappingNode()))))),
        .. namespaces.Select(PodPolicies.NamespaceRule),
        MappingNode.Of(("ports", Ports(ports))),
    ];

    private static SequenceNode Ports(IEnumerable<(string Protocol, long Port)> ports) =>
        SequenceNode.Of([.. ports.Order().Select(port => PodPolicies.PortRule(port.Protocol, port.Port))]);
}
