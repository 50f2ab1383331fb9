using MicroService.Advisor.Manifests;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Containers: their names, images, policies and ports, and what they have in common with each other.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (validateContainers, validateInitContainers, validateContainerCommon).</remarks>
internal static class ContainerChecks
{
    private const int HighestPort = 65535;
    private const int LongestPortName = 15;
    private const int MostRules = 20;

    /// <summary>Checks all containers of a pod.</summary>
    public static void Check(ObjectFaults faults, PodParts pod)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<(string, string, long)>();
        foreach (var container in pod.Spec.Mappings("containers"))
        {
            Container(faults, pod, container, ContainerRole.Main, names);
            Ports(faults, pod, container, hostPorts);
        }

        foreach (var container in pod.Spec.Mappings("initContainers"))
        {
            // A policy that does not exist most likely means Always.
            var role = container.Text("restartPolicy") is null or "Never" or "OnFailure" ? ContainerRole.Init : ContainerRole.Sidecar;
            Container(faults, pod, container, role, names);
            // They run one by one, so that their ports are never taken at the same time.
            Ports(faults, pod, container, []);
        }
    }

    /// <summary>Checks a port's number or name.</summary>
    public static void PortReference(ObjectFaults faults, FaultTopic topic, MappingNode owner, string field)
    {
        if (owner[field] is not ScalarNode { IsNull: false } port)
        {
            if (owner[field] is null or ScalarNode)
            {
                faults.Add(topic, owner, field, $"{field} is missing. Write the number or the name of a port.");
            }
        }
        else if (faults.Integer(port) is { } number)
        {
            if (number is < 1 or > HighestPort)
            {
                faults.Add(topic, port, $"{field} is {number}. Write a number from 1 to {HighestPort}.");
            }
        }
        else if (port.Kind == ScalarKind.String && !IsPortName(port.Value))
        {
            faults.Add(
                topic, port,
                port.Value.Length > 0 && port.Value.All(char.IsAsciiDigit)
                    ? $"{field} is the string \"{port.Value}\", which names no port. Remove the quotes."
                    : $"{Wording.Quote(port.Value)} is not a name of a port. {Words.PortName}");
        }
    }

    /// <summary>True for the name of a port (IANA service name).</summary>
    public static bool IsPortName(string name) =>
        name.Length is > 0 and <= LongestPortName
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        && name.Any(char.IsAsciiLetterLower)
        && !name.Contains("--", StringComparison.Ordinal) && name[0] != '-' && name[^1] != '-';

    private static void Container(ObjectFaults faults, PodParts pod, MappingNode container, ContainerRole role, HashSet<string> names)
    {
        if (container.Text("name") is { Length: > 0 } name)
        {
            faults.Label(FaultTopic.Container, container, "name", "The container name");
            if (!names.Add(name))
            {
                faults.Add(
                    FaultTopic.Container, container, "name",
                    $"The pod has two containers named {Wording.Quote(name)}. Rename one: init containers count, too.");
            }
        }

        Image(faults, container);
        RestartPolicy(faults, container, role);
        faults.OneOf(FaultTopic.Container, container, "terminationMessagePolicy", "File", "FallbackToLogsOnError", "");
        ResizePolicy(faults, pod, container);
        if (container.Mapping("resources") is { } resources)
        {
            ResourceChecks.Check(faults, resources, pod.ResourceClaims, isPod: false);
        }

        EnvironmentChecks.Check(faults, pod, container);
        MountChecks.Check(faults, pod, container);
        ProbeChecks.Check(faults, pod, container, role);
        SecurityChecks.Container(faults, pod, container);
    }

    private static void Image(ObjectFaults faults, MappingNode container)
    {
        if (container.Text("image") is not { Length: > 0 } image)
        {
            faults.Required(FaultTopic.Container, container, "image", "A container");
        }
        else if (image.Trim().Length != image.Length)
        {
            faults.Add(FaultTopic.Container, container, "image", "The image has a space at an end. Remove it.");
        }
    }

    private static void RestartPolicy(ObjectFaults faults, MappingNode container, ContainerRole role)
    {
        // Older servers know only native sidecars, and drop the field of other containers.
        if (role == ContainerRole.Main && faults.Version < new KubernetesVersion(35))
        {
            return;
        }

        var policy = container.Text("restartPolicy");
        var rules = container.Sequence("restartPolicyRules");
        if (policy is not null and not ("Always" or "Never" or "OnFailure"))
        {
            faults.Add(
                FaultTopic.Container, container, "restartPolicy",
                $"restartPolicy does not take {Wording.Quote(policy)}. "
                + $"Write {(role == ContainerRole.Main ? "Always, Never or OnFailure" : "Always")}, or remove it.");
        }

        if (rules is not { Items.Count: > 0 })
        {
            return;
        }

        if (policy is null)
        {
            faults.Add(FaultTopic.Container, rules, "restartPolicyRules need a restartPolicy of the container beside them. Add one.");
        }
        else if (role == ContainerRole.Sidecar)
        {
            faults.Add(FaultTopic.Container, rules, "A native sidecar takes no restartPolicyRules. Remove them.");
        }

        if (rules.Items.Count > MostRules)
        {
            faults.Add(
                FaultTopic.Container, rules,
                $"A container has at most {MostRules} restartPolicyRules. Remove {rules.Items.Count - MostRules}.");
        }

        foreach (var rule in rules.Items.OfType<MappingNode>())
        {
            faults.OneOf(FaultTopic.Container, rule, "action", "Restart", "RestartAllContainers");
            if (rule.Mapping("exitCodes") is not { } codes)
            {
                faults.Add(FaultTopic.Container, rule, "exitCodes", "A restart rule needs exitCodes, which is missing.");
                continue;
            }

            faults.OneOf(FaultTopic.Container, codes, "operator", "In", "NotIn");
            if (codes.Sequence("values") is not { Items.Count: > 0 and <= 255 })
            {
                faults.Add(FaultTopic.Container, codes, "values", "exitCodes needs 1 to 255 values. List them.");
            }
        }
    }

    private static void ResizePolicy(ObjectFaults faults, PodParts pod, MappingNode container)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        foreach (var policy in container.Mappings("resizePolicy"))
        {
            faults.OneOf(FaultTopic.Container, policy, "resourceName", "cpu", "memory");
            faults.OneOf(FaultTopic.Container, policy, "restartPolicy", "NotRequired", "RestartContainer");
            if (policy.Text("resourceName") is { Length: > 0 } name && !resources.Add(name))
            {
                faults.Add(FaultTopic.Container, policy, "resourceName", $"resizePolicy has {name} twice. Remove one.");
            }

            if (pod.Spec.Text("restartPolicy") == "Never" && policy.Text("restartPolicy") is { Length: > 0 } and not "NotRequired")
            {
                faults.Add(
                    FaultTopic.Container, policy, "restartPolicy",
                    "A pod with restartPolicy Never restarts no container. Write NotRequired.");
            }
        }
    }

    private static void Ports(ObjectFaults faults, PodParts pod, MappingNode container, HashSet<(string Protocol, string Address, long Number)> hostPorts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in container.Mappings("ports"))
        {
            if (port.Text("name") is { Length: > 0 } name)
            {
                if (!IsPortName(name))
                {
                    faults.Add(FaultTopic.Port, port, "name", $"{Wording.Quote(name)} is not a name of a port. {Words.PortName}");
                }
                else if (!names.Add(name))
                {
                    faults.Add(FaultTopic.Port, port, "name", $"The container has two ports named {name}. Rename one.");
                }
            }

            var number = faults.Integer(port, "containerPort");
            if (number is < 1 or > HighestPort || port["containerPort"] is ScalarNode { IsNull: true })
            {
                faults.Add(
                    FaultTopic.Port, port, "containerPort",
                    $"containerPort is {number ?? 0}. Write a number from 1 to {HighestPort}.");
            }

            faults.OneOf(FaultTopic.Port, port, "protocol", "TCP", "UDP", "SCTP", "");
            HostPort(faults, pod, port, number, hostPorts);
        }
    }

    private static void HostPort(ObjectFaults faults, PodParts pod, MappingNode port, long? number, HashSet<(string, string, long)> hostPorts)
    {
        var host = faults.Integer(port, "hostPort") is { } written and not 0 ? written
            // The server fills it in, in pods but not in templates of them.
            : pod.HasHostNetwork && faults.Object.Kind == "Pod" ? number : null;
        if (host is not { } hostPort)
        {
            return;
        }

        if (hostPort is < 1 or > HighestPort)
        {
            faults.Add(FaultTopic.Port, port, "hostPort", $"hostPort is {hostPort}. Write a number from 1 to {HighestPort}.");
        }
        else if (pod.HasHostNetwork && hostPort != number && number is >= 1 and <= HighestPort)
        {
            faults.Add(
                FaultTopic.Port, port, "hostPort",
                $"With hostNetwork, hostPort is the containerPort. Write {number}, or remove hostPort.");
        }
        else if (!hostPorts.Add((port.Text("protocol") is { Length: > 0 } protocol ? protocol : "TCP", port.Text("hostIP") ?? "", hostPort)))
        {
            faults.Add(
                FaultTopic.Port, port, port.Has("hostPort") ? "hostPort" : "containerPort",
                $"The pod takes the host's port {hostPort} twice. Change or remove one.");
        }
    }
}

/// <summary>How a container runs.</summary>
internal enum ContainerRole
{
    /// <summary>As long as the pod.</summary>
    Main,

    /// <summary>Before the others, to an end.</summary>
    Init,

    /// <summary>From before the others to after them (KEP-753).</summary>
    Sidecar,
}
