using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A Service's ports lead to ports that the selected pods declare.</summary>
public sealed class ServiceTargetPortRule() : ObjectRule("Service")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-target-port",
        Category = RuleCategory.Network,
        Severity = Severity.Danger,
        Title = "Service ports lead to container ports",
        Why = "A named target port that no container has gives the Service no endpoints, and a number that no container listens on gives connection refused.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["invalid-target-ports"],
        },
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group.Length == 0
        && candidate.Spec is { } spec
        && spec.Text("type") != "ExternalName"
        && spec.Mapping("selector") is { Entries.Count: > 0 }
        && spec.Mappings("ports").Any()
        && Selected(candidate, context.Graph) is var selected
        && (selected.Workloads.Count > 0
            || (selected.Undeclared.Count > 0 && spec.Mappings("ports").Any(port => ServicePort.Target(port)?.All(char.IsAsciiDigit) is false)));

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var selected = Selected(candidate, context.Graph);
        foreach (var port in candidate.Spec!.Mappings("ports"))
        {
            if (ServicePort.Target(port) is { } target && selected.WithoutPort(ServicePort.Protocol(port), target) is { } workload)
            {
                // A declared port is only information: a process may listen on others. A name leads nowhere without one.
                var isNumber = target.All(char.IsAsciiDigit);
                if (isNumber && ListeningSigns.Has(workload, target, context.Graph))
                {
                    continue;
                }

                var node = (Node?)port.Scalar("targetPort") ?? port.Scalar("port") ?? (Node)port;
                var finding = Report(candidate, node, $"No container of {workload.Object} declares the {ServicePort.Protocol(port)} port {target}{Words(workload, target)}.");
                yield return isNumber ? finding with { Severity = Severity.Warning } : finding;
            }
        }
    }

    private static DeclaredPorts Selected(KubernetesObject service, ObjectGraph graph) => DeclaredPorts.Of(
        graph.Select(LabelSelector.OfLabels(service.Spec?.Mapping("selector")), service.Namespace));

    private static string Words(Workload workload, string target)
    {
        // Of init containers a Service finds the ports of those that run on (Kubernetes: podutil.FindPort).
        if (workload.Containers.FirstOrDefault(container => !container.IsLongRunning && container.Ports.Any(port => port.Text("name") == target)) is { } init)
        {
            return $", only the init container {init.Called}, which has ended when the pod serves";
        }

        var ports = ServicePort.Declared(workload).Where(port => port.Text("containerPort") is { Length: > 0 }).Select(port =>
            $"{port.Text("containerPort")}{(port.Text("name") is { Length: > 0 } name ? $" ({name})" : "")}{(ServicePort.Protocol(port) is var protocol && protocol != "TCP" ? $"/{protocol}" : "")}").Distinct().ToList();
        return ports.Count == 0 ? "" : ", only " + string.Join(", ", ports.Take(8)) + (ports.Count > 8 ? ", …" : "");
    }
}
