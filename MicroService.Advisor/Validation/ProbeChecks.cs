using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Validation;

/// <summary>Probes and lifecycle hooks of containers.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (validateProbe, validateHandler, validateLifecycle).</remarks>
internal static class ProbeChecks
{
    private static readonly string[] OfProbes = ["exec", "httpGet", "tcpSocket", "grpc"];
    private static readonly string[] OfHooks = ["exec", "httpGet", "tcpSocket", "sleep"];
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Numbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    /// <summary>Checks the probes and hooks of a container.</summary>
    public static void Check(ObjectFaults faults, PodParts pod, MappingNode container, ContainerRole role)
    {
        foreach (var name in Probes)
        {
            if (role == ContainerRole.Init)
            {
                faults.Forbid(
                    FaultTopic.Probe, container, name,
                    "An init container ends before anything probes it, unless it has restartPolicy: Always.");
            }
            else if (container.Mapping(name) is { } probe)
            {
                Probe(faults, pod, probe, name);
            }
        }

        if (role == ContainerRole.Init)
        {
            faults.Forbid(
                FaultTopic.Probe, container, "lifecycle",
                "An init container has no lifecycle hooks, unless it has restartPolicy: Always.");
            return;
        }

        if (container.Mapping("lifecycle") is not { } lifecycle)
        {
            return;
        }

        foreach (var hook in new[] { "postStart", "preStop" })
        {
            if (lifecycle.Mapping(hook) is { } handler)
            {
                Handler(faults, pod, handler, hook, OfHooks);
            }
        }
    }

    private static void Probe(ObjectFaults faults, PodParts pod, MappingNode probe, string name)
    {
        Handler(faults, pod, probe, name, OfProbes);
        foreach (var number in Numbers)
        {
            faults.Range(FaultTopic.Probe, probe, number, 0);
        }

        if (name != "readinessProbe" && faults.Integer(probe, "successThreshold") is > 1 and var threshold)
        {
            faults.Add(
                FaultTopic.Probe, probe, "successThreshold",
                $"The successThreshold of a {name} is {threshold}. Write 1, or remove it.");
        }

        if (name == "readinessProbe")
        {
            faults.Forbid(
                FaultTopic.Probe, probe, "terminationGracePeriodSeconds",
                "A readiness probe ends no container, so it has no grace period.");
        }
        else
        {
            faults.Range(FaultTopic.Probe, probe, "terminationGracePeriodSeconds", 1);
        }
    }

    private static void Handler(ObjectFaults faults, PodParts pod, MappingNode owner, string what, string[] handlers)
    {
        var given = handlers.Where(name => owner[name] is not (null or ScalarNode { IsNull: true })).ToList();
        if (given.Count == 0)
        {
            faults.Add(FaultTopic.Probe, owner, $"{what} has nothing to run. Write {Wording.Or(handlers)}.");
        }
        else if (given.Count > 1)
        {
            faults.Add(FaultTopic.Probe, owner, given[1], $"{what} runs one thing. Keep one of {string.Join(", ", given)}.");
        }

        if (owner.Mapping("exec") is { } exec && (exec["command"] is null or ScalarNode { IsNull: true } or SequenceNode { Items.Count: 0 }))
        {
            faults.Add(FaultTopic.Probe, exec, "command", "exec has no command. List it and its arguments.");
        }

        if (owner.Mapping("httpGet") is { } request)
        {
            ContainerChecks.PortReference(faults, FaultTopic.Probe, request, "port");
            faults.OneOf(FaultTopic.Probe, request, "scheme", "HTTP", "HTTPS", "");
            Headers(faults, request);
        }

        if (owner.Mapping("tcpSocket") is { } socket)
        {
            ContainerChecks.PortReference(faults, FaultTopic.Probe, socket, "port");
        }

        if (owner.Mapping("grpc") is { } grpc && what.EndsWith("Probe", StringComparison.Ordinal))
        {
            faults.Range(FaultTopic.Probe, grpc, "port", 1, 65535);
        }

        if (owner.Mapping("sleep") is { } sleep && what is "postStart" or "preStop")
        {
            var seconds = faults.Integer(owner.Mapping("sleep")!, "seconds");
            if (seconds < 0 || seconds > pod.GracePeriod)
            {
                faults.Add(
                    FaultTopic.Probe, owner.Mapping("sleep")!, "seconds",
                    $"The hook sleeps {seconds} s, and the pod has {pod.GracePeriod} s to end. "
                    + "Write a number from 0 to terminationGracePeriodSeconds.");
            }
        }
    }

    private static void Headers(ObjectFaults faults, MappingNode request)
    {
        foreach (var header in request.Mappings("httpHeaders"))
        {
            var name = header.Text("name") ?? "";
            if (name.Length > 0 && !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            {
                faults.Add(FaultTopic.Probe, header, "name", $"{Wording.Quote(name)} is not an HTTP header. Use letters, digits and \"-\".");
            }
        }
    }
}
