using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The fields of Services and Endpoints fit each other.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go, ValidateService and ValidateEndpoints.</remarks>
public sealed class ServiceFieldsRule() : FieldsRule("Service", "Endpoints", "discovery.k8s.io/EndpointSlice")
{
    // The port on which the kubelet listens.
    private const long KubeletPort = 10250;

    private const int LongestAffinity = 86400;

    private static readonly string[] OfClusterAddresses = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Services and their endpoints have fields that go together",
        Why = "The API server refuses a Service whose ports, addresses or traffic settings do not suit its type, such as a node port of a ClusterIP Service, an ExternalName Service without a host name or a load balancer without a cluster IP.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Kind == "EndpointSlice")
        {
            CheckSlice(candidate.Root, faults);
            return;
        }

        if (candidate.Kind == "Endpoints")
        {
            foreach (var subset in candidate.Root.Mappings("subsets"))
            {
                CheckSubset(subset, faults);
            }

            return;
        }

        var spec = candidate.Spec;
        if (spec is null)
        {
            faults.Missing(candidate.Root, candidate.Root["spec"], "spec is missing. Write at least one port below spec.ports.");
            return;
        }

        var type = spec.Text("type") is { Length: > 0 } written ? written : "ClusterIP";
        CheckType(spec, type, faults);
        CheckPorts(spec, type, faults);
        SelectorFields.CheckLabels(spec.Mapping("selector"), faults);
        if (spec.Text("sessionAffinity") == "ClientIP" && spec.Mapping("sessionAffinityConfig")?.Mapping("clientIP") is { } affinity)
        {
            faults.Range(affinity, "timeoutSeconds", 1, LongestAffinity);
        }

        foreach (var address in spec.Sequence("externalIPs")?.Items ?? [])
        {
            AddressFields.Endpoint(address, faults);
        }

        CheckTraffic(spec, type, faults);
        CheckLoadBalancer(candidate, spec, type, faults);
    }

    private static void CheckType(MappingNode spec, string type, FieldFaults faults)
    {
        if (type == "ExternalName")
        {
            if (faults.Need(spec, "externalName", "A Service of type ExternalName needs externalName. Write the host name that it stands for."))
            {
                var name = spec.Text("externalName")!;
                if (!ValidName.IsDnsSubdomain(name.EndsWith('.') ? name.AsSpan(0, name.Length - 1) : name))
                {
                    faults.Add(spec["externalName"]!, $"externalName is {Wording.Quote(name)}. Write a host name in lowercase letters, without scheme, port and path.");
                }
            }

            foreach (var field in OfClusterAddresses.Where(field => FieldFaults.IsFilled(spec[field])))
            {
                faults.Forbid(spec, field, $"A Service of type ExternalName has no addresses of its own. Remove {field}.");
            }

            return;
        }

        var isHeadless = spec.Text("clusterIP") == "None" || (spec.Sequence("clusterIPs")?.Items is [ScalarNode first, ..] && first.Value == "None");
        if (isHeadless && type is ("NodePort" or "LoadBalancer"))
        {
            faults.Add(spec.Scalar("clusterIP") ?? spec["clusterIPs"]!, $"A headless Service cannot be of type {type}. Remove clusterIP, or write the type ClusterIP.");
        }

        if (!isHeadless)
        {
            faults.Need(spec, "ports", "The Service has no ports. Write at least one, or the clusterIP None for a headless Service.");
        }

        CheckClusterAddresses(spec, faults);
    }

    private static void CheckClusterAddresses(MappingNode spec, FieldFaults faults)
    {
        var first = spec.Text("clusterIP") is { Length: > 0 } written ? written : null;
        if (first is not null and not "None")
        {
            AddressFields.Address(spec["clusterIP"], faults);
        }

        var families = (spec.Sequence("ipFamilies")?.Items ?? []).OfType<ScalarNode>().Select(family => family.Value).ToList();
        faults.Distinct(spec.Sequence("ipFamilies"));
        var isSingle = spec.Text("ipFamilyPolicy") is null or "SingleStack";
        if (isSingle && families.Distinct(StringComparer.Ordinal).Count() > 1)
        {
            faults.Add(spec["ipFamilyPolicy"] ?? spec["ipFamilies"]!, "A Service of two IP families needs the ipFamilyPolicy PreferDualStack or RequireDualStack.");
        }

        if (spec.Sequence("clusterIPs") is not { Items: { Count: > 0 } listed } list)
        {
            return;
        }

        var addresses = listed.Select(item => item is ScalarNode { Value: "None" } ? null : AddressFields.Address(item, faults)).ToList();
        if (first is null && listed[0] is ScalarNode)
        {
            faults.Add(list, "clusterIPs needs clusterIP to be the same as its first address. Write clusterIP, or remove clusterIPs.");
        }
        else if (listed[0] is ScalarNode primary && primary.Value != first)
        {
            faults.Add(primary, $"clusterIP is {first}. Write the same as the first of clusterIPs, or remove clusterIPs.");
        }

        if (listed.Count > 1 && listed.OfType<ScalarNode>().FirstOrDefault(item => item.Value == "None") is { } none)
        {
            faults.Add(none, "None excludes other addresses in clusterIPs. Remove them.");
        }
        else if (listed.Count > 2)
        {
            faults.Add(list, "clusterIPs takes one address of each IP family, at most two in all.");
        }
        else if (addresses is [{ } one, { } other])
        {
            if (one.IsV4 == other.IsV4)
            {
                faults.Add(listed[1], "clusterIPs takes only one address of each IP family. Remove one.");
            }
            else if (isSingle)
            {
                faults.Add(spec["ipFamilyPolicy"] ?? list, "A Service with two cluster IPs needs the ipFamilyPolicy PreferDualStack or RequireDualStack.");
            }
        }

        for (var i = 0; i < Math.Min(addresses.Count, families.Count); i++)
        {
            if (addresses[i] is { } address && families[i] is ("IPv4" or "IPv6") && address.IsV4 != (families[i] == "IPv4"))
            {
                faults.Add(listed[i], $"The address is not of the family {families[i]}, which ipFamilies lists in its place.");
            }
        }
    }

    // Duplicates among ports and missing names are the rule service-ports' to report.
    private static void CheckPorts(MappingNode spec, string type, FieldFaults faults)
    {
        var nodePorts = new HashSet<(string, long)>();
        foreach (var port in spec.Mappings("ports"))
        {
            faults.FilledName(port, "name", NameForm.Label);
            faults.Port(port, "port");
            if (port["targetPort"] is not ScalarNode { Value: "" or "0" })
            {
                faults.PortOrName(port, "targetPort");
            }

            if (type == "LoadBalancer" && port.Integer("port") == KubeletPort)
            {
                faults.Add(port["port"]!, "Port 10250 is the kubelet's, which no load balancer may expose. Write another port, and this one as targetPort.");
            }

            if (port["appProtocol"] is ScalarNode { IsNull: false } protocol)
            {
                faults.Name(protocol, NameForm.Qualified);
            }

            if (port.Integer("nodePort") is not { } nodePort || nodePort == 0)
            {
                continue;
            }

            if (type == "ClusterIP")
            {
                faults.Add(port["nodePort"]!, "A Service of type ClusterIP opens no port on nodes. Remove nodePort, or write the type NodePort or LoadBalancer.");
            }
            else if (type is "NodePort" or "LoadBalancer")
            {
                // The range is the API server's default (--service-node-port-range): what a cluster gave back is in that cluster's.
                if (!faults.IsFromCluster)
                {
                    faults.Range(port, "nodePort", 30000, 32767);
                }

                if (!nodePorts.Add((port.Text("protocol") is { Length: > 0 } transport ? transport : "TCP", nodePort)))
                {
                    faults.Add(port["nodePort"]!, $"nodePort {nodePort} is listed twice. Write another, or none to get one that is free.");
                }
            }
        }
    }

    private static void CheckTraffic(MappingNode spec, string type, FieldFaults faults)
    {
        var isExternal = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.Sequence("externalIPs") is { Items.Count: > 0 });
        if (!isExternal && type is ("ClusterIP" or "ExternalName") && spec.Text("externalTrafficPolicy") is { Length: > 0 })
        {
            faults.Add(spec["externalTrafficPolicy"]!, $"A Service of type {type} gets no traffic from outside. Remove externalTrafficPolicy, or write the type NodePort or LoadBalancer.");
        }

        if (spec.Integer("healthCheckNodePort") is { } port and not 0)
        {
            if (type == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local")
            {
                if (!faults.IsFromCluster)
                {
                    faults.Range(spec, "healthCheckNodePort", 30000, 32767);
                }
            }
            else
            {
                faults.Add(spec["healthCheckNodePort"]!, "healthCheckNodePort needs the type LoadBalancer and the externalTrafficPolicy Local. Remove it.");
            }
        }
    }

    private static void CheckLoadBalancer(KubernetesObject candidate, MappingNode spec, string type, FieldFaults faults)
    {
        foreach (var range in spec.Sequence("loadBalancerSourceRanges")?.Items ?? [])
        {
            if (type == "LoadBalancer")
            {
                AddressFields.Range(range, faults);
            }
        }

        if (type is not ("ClusterIP" or "NodePort" or "ExternalName"))
        {
            faults.Name(type == "LoadBalancer" ? spec["loadBalancerClass"] : null, NameForm.Qualified);
            return;
        }

        foreach (var field in new[] { "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "loadBalancerClass" })
        {
            if (spec[field] is not SequenceNode { Items.Count: 0 })
            {
                faults.Forbid(spec, field, $"A Service of type {type} has no load balancer. Remove {field}, or write the type LoadBalancer.");
            }
        }

        if (candidate.Annotations?.FindWritten("service.beta.kubernetes.io/load-balancer-source-ranges") is { } ranges)
        {
            faults.Add(ranges.Key, $"A Service of type {type} has no load balancer. Remove the annotation, or write the type LoadBalancer.");
        }
    }

    private static void CheckSubset(MappingNode subset, FieldFaults faults)
    {
        if (!FieldFaults.IsFilled(subset["addresses"]) && !FieldFaults.IsFilled(subset["notReadyAddresses"]))
        {
            faults.Missing(subset, subset["addresses"], "The subset has no addresses. Write at least one below addresses or notReadyAddresses.");
        }

        foreach (var address in subset.Mappings("addresses").Concat(subset.Mappings("notReadyAddresses")))
        {
            AddressFields.Endpoint(address["ip"], faults);
            faults.FilledName(address, "hostname", NameForm.Label);
        }

        var ports = subset.Mappings("ports").ToList();
        foreach (var port in ports)
        {
            if (ports.Count > 1)
            {
                faults.Need(port, "name", "The port has no name, which several ports of a subset need to be told apart.");
            }

            faults.FilledName(port, "name", NameForm.Label);
            faults.Port(port, "port");
            faults.Name(port["appProtocol"], NameForm.Qualified);
        }
    }

    private static void CheckSlice(MappingNode slice, FieldFaults faults)
    {
        var endpoints = slice.Mappings("endpoints").ToList();
        if (endpoints.Count > 1000)
        {
            faults.Add(slice["endpoints"]!, string.Create(CultureInfo.InvariantCulture, $"An EndpointSlice takes at most 1,000 endpoints, and these are {endpoints.Count}. Write several."));
        }

        var type = slice.Text("addressType");
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Sequence("addresses") is { Items.Count: > 100 } many)
            {
                faults.Add(many, "An endpoint takes at most 100 addresses. Write more endpoints.");
            }

            foreach (var address in endpoint.Sequence("addresses")?.Items ?? [])
            {
                CheckSliceAddress(address, type, faults);
            }

            faults.Name(endpoint["hostname"], NameForm.Label);
            faults.FilledName(endpoint, "nodeName", NameForm.Subdomain);
            CheckZones(endpoint.Mapping("hints"), faults);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in slice.Mappings("ports"))
        {
            faults.FilledName(port, "name", NameForm.Label);
            faults.Name(port["appProtocol"], NameForm.Qualified);
            if (!names.Add(port.Text("name") ?? ""))
            {
                faults.Missing(port, port.Scalar("name"), "The port has the same name as one before it. Write another.");
            }
        }
    }

    private static void CheckZones(MappingNode? hints, FieldFaults faults)
    {
        var zones = hints?.Mappings("forZones").ToList() ?? [];
        if (zones.Count > 8)
        {
            faults.Add(hints!["forZones"]!, "An endpoint is for at most 8 zones. Remove some.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var zone in zones)
        {
            faults.Name(zone["name"], NameForm.LabelValue);
            if (zone.Text("name") is { Length: > 0 } name && !names.Add(name))
            {
                faults.Add(zone["name"]!, $"The zone {name} is listed twice. Remove one.");
            }
        }
    }

    private static void CheckSliceAddress(Node address, string? type, FieldFaults faults)
    {
        switch (type)
        {
            case "FQDN":
                faults.Name(address, NameForm.Subdomain);
                break;
            case "IPv4" or "IPv6" when FieldFaults.TextOf(address) is { } text:
                if (NetworkAddress.Parse(text) is { } parsed && parsed.IsV4 != (type == "IPv4"))
                {
                    faults.Add(address, $"{text} is no {type} address, which the addressType asks for. Write another EndpointSlice for it.");
                }
                else
                {
                    AddressFields.Endpoint(address, faults);
                }

                break;
        }
    }
}
