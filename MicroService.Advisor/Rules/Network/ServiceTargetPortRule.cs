using System.Globalization;
using MicroService.Advisor.Auditing;
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
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group.Length == 0
        && candidate.Spec is { } spec
        && spec.Text("type") != "ExternalName"
        && spec.Mapping("selector") is { Entries.Count: > 0 }
        && spec.Mappings("ports").Any()
        && Selected(candidate, context.Graph).Any(workload => ServicePort.Declared(workload).Any());

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        // Containers may listen on ports that they don't declare, so a pod without any declaration proves nothing.
        var workloads = Selected(candidate, context.Graph).Where(workload => ServicePort.Declared(workload).Any()).ToList();
        foreach (var port in candidate.Spec!.Mappings("ports"))
        {
            if (ServicePort.Target(port) is { } target && workloads.Find(workload => !Declares(workload, port, target)) is { } workload)
            {
                var node = (Node?)port.Scalar("targetPort") ?? port.Scalar("port") ?? (Node)port;
                yield return Report(candidate, node, $"No container of {workload.Object} declares the {ServicePort.Protocol(port)} port {target}, only {Words(workload)}.");
            }
        }
    }

    private static IEnumerable<Workload> Selected(KubernetesObject service, ObjectGraph graph) =>
        graph.Select(LabelSelector.OfLabels(service.Spec?.Mapping("selector")), service.Namespace).Where(workload => workload is { IsLongRunning: true, RunsAsWritten: true });

    private static bool Declares(Workload workload, MappingNode port, string target)
    {
        var isNumber = long.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return ServicePort.Declared(workload).Any(declared => ServicePort.Protocol(declared) == ServicePort.Protocol(port)
            && (isNumber ? declared.Integer("containerPort") == number : declared.Text("name") == target));
    }

    private static string Words(Workload workload)
    {
        var ports = ServicePort.Declared(workload).Select(port =>
            $"{port.Text("containerPort")}{(port.Text("name") is { } name ? $" ({name})" : "")}{(ServicePort.Protocol(port) is var protocol && protocol != "TCP" ? $"/{protocol}" : "")}").Distinct().ToList();
        return string.Join(", ", ports.Take(8)) + (ports.Count > 8 ? ", …" : "");
    }
}
