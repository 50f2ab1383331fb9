using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Pods and pod templates.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (ValidatePodTemplateSpec, ValidatePodSpec).</remarks>
internal static class PodChecks
{
    private const int MostNameservers = 3;
    private const int MostSearches = 32;
    private const int LongestSearches = 2048;
    private const int LongestHostName = 64;

    /// <summary>Checks a template of pods.</summary>
    /// <param name="faults">Takes the faults.</param>
    /// <param name="template">The template, with metadata and spec.</param>
    /// <param name="claimTemplates">The claims that a StatefulSet adds to its pods' volumes.</param>
    public static void Template(ObjectFaults faults, MappingNode? template, IEnumerable<MappingNode> claimTemplates)
    {
        if (template is null)
        {
            return;
        }

        var metadata = template.Mapping("metadata");
        LabelChecks.Labels(faults, metadata?.Mapping("labels"));
        LabelChecks.Annotations(faults, metadata?.Mapping("annotations"));
        if (template.Mapping("spec") is not { } spec)
        {
            // A template without a spec is one without containers.
            if (template["spec"] is null or ScalarNode { IsNull: true })
            {
                faults.Add(FaultTopic.Pod, template["spec"] ?? template, "The pod template has no spec. Write one with containers.");
            }

            return;
        }

        if (spec.Sequence("ephemeralContainers") is { Items.Count: > 0 } ephemeral)
        {
            faults.Add(
                FaultTopic.Pod, ephemeral,
                "A template has no ephemeral containers: kubectl debug adds them to running pods. Remove ephemeralContainers.");
        }

        Check(faults, spec, metadata?.Mapping("annotations"), claimTemplates);
    }

    /// <summary>Checks a pod.</summary>
    public static void Pod(ObjectFaults faults)
    {
        var root = faults.Object.Root;
        if (root.Mapping("spec") is not { } spec)
        {
            if (root["spec"] is null or ScalarNode { IsNull: true })
            {
                faults.Add(FaultTopic.Pod, root["spec"] ?? root, "The pod has no spec. Write one with containers.");
            }

            return;
        }

        if (spec.Sequence("ephemeralContainers") is { Items.Count: > 0 } ephemeral && !faults.IsFromCluster && root["status"] is null)
        {
            faults.Add(
                FaultTopic.Pod, ephemeral,
                "A new pod has no ephemeral containers: kubectl debug adds them to running ones. Remove ephemeralContainers.");
        }

        if (!faults.IsFromCluster && root["status"] is null)
        {
            Computed(faults, spec);
        }

        Check(faults, spec, faults.Object.Annotations, []);
    }

    // What the server works out from a class, and lets nobody write without one.
    // kubernetes: plugin/pkg/admission/priority and runtimeclass.
    private static void Computed(ObjectFaults faults, MappingNode spec)
    {
        if (spec.Text("priorityClassName") is null or "")
        {
            if (faults.Integer(spec, "priority") is { } priority and not 0)
            {
                faults.Add(FaultTopic.Pod, spec, "priority", $"priority is {priority}, which only a PriorityClass gives. Write priorityClassName instead.");
            }

            if (spec.Text("preemptionPolicy") == "Never")
            {
                faults.Add(
                    FaultTopic.Pod, spec, "preemptionPolicy",
                    "preemptionPolicy is Never, which only a PriorityClass gives. Write priorityClassName instead.");
            }
        }

        if (spec.Text("runtimeClassName") is null or "" && spec.Mapping("overhead") is { Entries.Count: > 0 })
        {
            faults.Add(FaultTopic.Pod, spec, "overhead", "Only a RuntimeClass gives a pod overhead. Remove it, or write runtimeClassName.");
        }
    }

    private static void Check(ObjectFaults faults, MappingNode spec, MappingNode? annotations, IEnumerable<MappingNode> claimTemplates)
    {
        var pod = new PodParts(faults, spec, annotations, claimTemplates);
        VolumeChecks.Check(faults, pod);
        ContainerChecks.Check(faults, pod);
        ResourceChecks.Pod(faults, spec);
        SecurityChecks.Pod(faults, pod);
        SchedulingChecks.Check(faults, pod);
        Names(faults, spec);
        Dns(faults, spec);
        Hosts(faults, spec);
        Claims(faults, spec);

        faults.OneOf(FaultTopic.Pod, spec, "restartPolicy", "Always", "OnFailure", "Never", "");
        faults.OneOf(FaultTopic.Pod, spec, "preemptionPolicy", "PreemptLowerPriority", "Never");
        faults.Range(FaultTopic.Pod, spec, "activeDeadlineSeconds", 1, int.MaxValue);
    }

    private static void Names(ObjectFaults faults, MappingNode spec)
    {
        foreach (var field in new[] { "serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName" })
        {
            faults.Subdomain(FaultTopic.Pod, spec, field, $"The {field}");
        }

        faults.Label(FaultTopic.Pod, spec, "hostname", "The hostname");
        faults.Label(FaultTopic.Pod, spec, "subdomain", "The subdomain");
        if (spec.Text("hostnameOverride") is { } name)
        {
            if (name.Length > LongestHostName || !ValidName.IsDnsSubdomain(name))
            {
                faults.Add(
                    FaultTopic.Pod, spec, "hostnameOverride",
                    $"{Wording.Quote(name)} is not a host name. Use at most {LongestHostName} lowercase letters, digits, \"-\" and \".\".");
            }
            else if (spec.Boolean("hostNetwork") == true || spec.Boolean("setHostnameAsFQDN") == true)
            {
                faults.Add(
                    FaultTopic.Pod, spec, "hostnameOverride",
                    "hostnameOverride allows neither hostNetwork nor setHostnameAsFQDN. Remove one of them.");
            }
        }

        foreach (var gate in spec.Mappings("readinessGates"))
        {
            if (gate.Text("conditionType") is { Length: > 0 } type)
            {
                LabelChecks.Key(faults, gate["conditionType"]!, type, "condition type", FaultTopic.Pod);
            }
        }
    }

    private static void Dns(ObjectFaults faults, MappingNode spec)
    {
        var policy = spec.Text("dnsPolicy");
        var config = spec.Mapping("dnsConfig");
        faults.OneOf(FaultTopic.Pod, spec, "dnsPolicy", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None", "");
        var servers = config?.Sequence("nameservers");
        if (policy == "None" && servers is not { Items.Count: > 0 })
        {
            faults.Add(
                FaultTopic.Pod, config?["nameservers"] ?? config ?? spec["dnsPolicy"]!,
                "dnsPolicy None needs a name server. Add dnsConfig.nameservers.");
        }

        if (config is null)
        {
            return;
        }

        if (servers?.Items.Count > MostNameservers)
        {
            faults.Add(
                FaultTopic.Pod, servers,
                $"A pod has at most {MostNameservers} name servers. Remove {servers.Items.Count - MostNameservers}.");
        }

        foreach (var server in ObjectFaults.Texts(config, "nameservers"))
        {
            Address(faults, server.Node, server.Value);
        }

        Searches(faults, config);
        foreach (var option in config.Sequence("options")?.Items ?? [])
        {
            if ((option as MappingNode)?.Text("name") is not { Length: > 0 } && option is MappingNode or ScalarNode { IsNull: true })
            {
                faults.Add(
                    FaultTopic.Pod, (option as MappingNode)?["name"] ?? option,
                    "An option of dnsConfig needs a name, such as ndots.");
            }
        }
    }

    private static void Searches(ObjectFaults faults, MappingNode config)
    {
        if (config.Sequence("searches") is not { } searches)
        {
            return;
        }

        if (searches.Items.Count > MostSearches || searches.Items.OfType<ScalarNode>().Sum(search => search.Value.Length + 1) - 1 > LongestSearches)
        {
            faults.Add(
                FaultTopic.Pod, searches,
                $"A pod has at most {MostSearches} search domains of {LongestSearches} characters together. Remove some.");
        }

        foreach (var search in ObjectFaults.Texts(config, "searches"))
        {
            var name = search.Value.EndsWith('.') ? search.Value[..^1] : search.Value;
            if (search.Value != "." && !IsSearchDomain(name))
            {
                faults.Add(FaultTopic.Pod, search.Node, $"{Wording.Quote(search.Value)} is not a domain to search. {Words.DnsSubdomain}");
            }
        }
    }

    // As a host name, but with underscores.
    private static bool IsSearchDomain(string name) =>
        name.Length <= ValidName.LongestSubdomain
        && name.Split('.').All(part => part.Length > 0 && (part[0] == '_' ? part.Length > 1 && part[1] is not ('-' or '_') : part[0] != '-') && part[^1] is not ('-' or '_')
            && part.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_'));

    private static void Hosts(ObjectFaults faults, MappingNode spec)
    {
        foreach (var alias in spec.Mappings("hostAliases"))
        {
            if (alias.Scalar("ip") is { } ip)
            {
                Address(faults, ip, ip.Value);
            }

            foreach (var name in ObjectFaults.Texts(alias, "hostnames"))
            {
                if (!ValidName.IsDnsSubdomain(name.Value))
                {
                    faults.Add(FaultTopic.Pod, name.Node, $"{Wording.Quote(name.Value)} is not a host name. {Words.DnsSubdomain}");
                }
            }
        }
    }

    private static void Address(ObjectFaults faults, Node node, string address)
    {
        var isLenient = faults.Version < new KubernetesVersion(36);
        if (NetworkAddress.Parse(address) is not { } read || !(isLenient || read.IsPlain))
        {
            faults.Add(
                FaultTopic.Pod, node,
                $"{Wording.Quote(address)} is not an IP address. Write one such as 10.9.8.7 or 2001:db8::ffff, without leading zeros.");
        }
    }

    private static void Claims(ObjectFaults faults, MappingNode spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in spec.Mappings("resourceClaims"))
        {
            if (claim.Text("name") is { Length: > 0 } name)
            {
                faults.Label(FaultTopic.Pod, claim, "name", "The claim name");
                if (!names.Add(name))
                {
                    faults.Add(FaultTopic.Pod, claim, "name", $"The pod has two resource claims named {Wording.Quote(name)}. Rename one.");
                }
            }

            var (direct, template) = (claim.Text("resourceClaimName"), claim.Text("resourceClaimTemplateName"));
            if (direct is null == template is null)
            {
                faults.Add(
                    FaultTopic.Pod, claim,
                    "A resource claim of a pod names a claim or a template. Write resourceClaimName or resourceClaimTemplateName.");
            }

            faults.Subdomain(FaultTopic.Pod, claim, "resourceClaimName", "The resource claim");
            faults.Subdomain(FaultTopic.Pod, claim, "resourceClaimTemplateName", "The template");
        }
    }
}
