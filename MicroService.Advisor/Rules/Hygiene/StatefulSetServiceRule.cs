using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>The Service that gives a StatefulSet's pods their names exists and is headless.</summary>
public sealed class StatefulSetServiceRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "stateful-set-service",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Warning,
        Title = "The governing Service of a StatefulSet exists and is headless",
        Why = "The pods of a StatefulSet get their stable host names from the headless Service that serviceName names; without it members of a cluster cannot find each other.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["statefulset-has-servicename"],
        },
        FixSummary = "Adds the headless Service, with the ports that the containers declare.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind == "StatefulSet";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Spec.Scalar("serviceName") is not { Value: { Length: > 0 } name } node)
        {
            yield return Report(workload, workload.Spec, "No serviceName is set, so the pods have no stable host names.");
        }
        else if (context.Graph.FindFor(workload, "Service", name) is not { } service)
        {
            yield return Report(workload, node, $"The Service {name} is not given in the namespace {workload.Object.Namespace}.", AddService(workload, name));
        }
        else if (service.Spec?.Text("clusterIP") != "None")
        {
            yield return Report(workload, node, $"The Service {name} is not headless (clusterIP: None), so the pods have no host names of their own.");
        }
        else if (service.Spec.Mapping("selector") is { Entries.Count: > 0 } selector && !LabelSelector.OfLabels(selector).Matches(workload))
        {
            yield return Report(workload, node, $"The Service {name} does not select the pods.");
        }
    }

    private static Fix? AddService(Workload workload, string name)
    {
        if (!ObjectName.IsLabel(name) || !char.IsAsciiLetter(name[0]) || PodSelection.Labels(workload) is not { } labels)
        {
            return null;
        }

        var metadata = MappingNode.Of(("name", name));
        if (workload.Object.WrittenNamespace is { } ns)
        {
            metadata.Set("namespace", ns);
        }

        // Members of a cluster must find each other before they are ready.
        var spec = MappingNode.Of(("clusterIP", "None"), ("publishNotReadyAddresses", true), ("selector", labels));
        var ports = Ports(workload).ToList();
        if (ports.Count > 0)
        {
            spec.Set("ports", SequenceNode.Of([.. ports]));
        }

        return Fix.Review($"add the headless Service {name}")
            .AddObject(workload.Object, MappingNode.Of(("apiVersion", "v1"), ("kind", "Service"), ("metadata", metadata), ("spec", spec)));
    }

    private static IEnumerable<MappingNode> Ports(Workload workload)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ServicePort.Declared(workload).DistinctBy(port => (port.Integer("containerPort"), ServicePort.Protocol(port))))
        {
            var protocol = ServicePort.Protocol(port);
            if (port.Integer("containerPort") is > 0 and <= 65535 and var number)
            {
                var name = port.Text("name") is { } given && ObjectName.IsLabel(given) && names.Add(given) ? given : $"{protocol.ToLowerInvariant()}-{number}";
                names.Add(name);
                yield return MappingNode.Of(("name", name), ("port", number), ("protocol", protocol));
            }
        }
    }
}
