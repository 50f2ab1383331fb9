using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>A Prometheus operator's monitor finds something to scrape.</summary>
public sealed class MonitorPortRule() : ObjectRule("ServiceMonitor", "PodMonitor")
{
    private const string Group = "monitoring.coreos.com";
    private const string OwnOnly = "without a namespaceSelector only the monitor's own namespace counts.";

    private static readonly ConditionalWeakTable<ObjectGraph, ILookup<(string Namespace, string Key, string? Value), KubernetesObject>> Services = [];

    // Of all namespaces: of Services the own labels, of workloads those of their pods.
    private static readonly ConditionalWeakTable<ObjectGraph, ILookup<(string Kind, string Key, string Value), (KubernetesObject Object, MappingNode Labels)>> Labels = [];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "monitor-port",
        Category = RuleCategory.Observability,
        Severity = Severity.Warning,
        Title = "ServiceMonitors and PodMonitors select what exists, on ports that it has",
        Why = "The operator makes no target of an endpoint whose port nothing has: there is no metric, no target that is down, and no alert that fires.",
        Reference = new Uri("https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors"),
        Checklist = "metrics",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: Group }
        && (IsOfGivenNamespaces(Monitor.Of(candidate), context.Graph) || Elsewhere(candidate, Monitor.Of(candidate), context.Graph) is not null);

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return candidate.Kind == "PodMonitor" ? InspectPods(candidate, context.Graph) : InspectServices(candidate, context.Graph);
    }

    private IEnumerable<Finding> InspectPods(KubernetesObject candidate, ObjectGraph graph)
    {
        var monitor = Monitor.Of(candidate);
        var namespaces = monitor.Namespaces.SelectMany(graph.SameAs).Distinct().ToList();
        if (namespaces.Exists(graph.HasOtherPods))
        {
            yield break;
        }

        var pods = namespaces.SelectMany(ns => graph.Select(monitor.Selector, ns)).ToList();
        if (pods.Count == 0)
        {
            var elsewhere = Elsewhere(candidate, monitor, graph) is { } workload
                ? $" The pods of {workload} in the namespace {workload.Namespace} have these labels: {OwnOnly}"
                : "";
            yield return Report(candidate, Selector(candidate), $"The selector matches the pods of no given workload in {Words(monitor)}.{elsewhere}");
            yield break;
        }

        foreach (var endpoint in Monitor.EndpointsOf(candidate))
        {
            var (node, port) = PortOf(endpoint, "port", "portNumber", "targetPort");
            if (node is not null && !pods.Exists(workload => Declares(workload, port, node.Kind == ScalarKind.Integer)))
            {
                yield return Report(candidate, node, $"No container of the selected pods declares the port {port}.");
            }
        }
    }

    private IEnumerable<Finding> InspectServices(KubernetesObject candidate, ObjectGraph graph)
    {
        var monitor = Monitor.Of(candidate);
        var services = SelectedBy(monitor, graph);
        if (services.Count == 0)
        {
            var elsewhere = Elsewhere(candidate, monitor, graph) is { } service
                ? $" The Service {service.Name} of the namespace {service.Namespace} has them: without a namespaceSelector only the monitor's own namespace counts."
                : "";
            yield return Report(candidate, Selector(candidate), $"The selector matches the labels of no given Service in {Words(monitor)}.{elsewhere}");
            yield break;
        }

        foreach (var endpoint in Monitor.EndpointsOf(candidate))
        {
            if (endpoint.Scalar("port") is { } port)
            {
                // Only the name of a Service's port counts, not its number.
                var names = services.SelectMany(service => service.Spec?.Mappings("ports") ?? []).Select(listed => listed.Text("name")).OfType<string>();
                if (!names.Contains(port.Value))
                {
                    var others = string.Join(", ", names.Distinct().Take(8));
                    yield return Report(
                        candidate, port,
                        $"No port of the selected {(services.Count == 1 ? $"Service {services[0].Name}" : "Services")} has the name {port.Value}"
                        + $"{(others.Length == 0 ? ": none has a name" : $", only {others}")}.");
                }
            }
            else if (endpoint.Scalar("targetPort") is { } target && !services.Exists(service => LeadsTo(service, target, graph)))
            {
                yield return Report(candidate, target, $"No container behind the selected Services declares the port {target.Value}.");
            }
        }
    }

    private static List<KubernetesObject> SelectedBy(Monitor monitor, ObjectGraph graph) =>
        [.. monitor.Namespaces.SelectMany(graph.SameAs).Distinct().SelectMany(ns => Labelled(monitor.Selector, ns, graph))
            .Where(service => monitor.Selector.Matches(service.Labels))];

    // A Service or workload of another namespace that a monitor without namespaceSelector seems to mean: in its own, which is given, there is
    // none.
    private static KubernetesObject? Elsewhere(KubernetesObject candidate, Monitor monitor, ObjectGraph graph) =>
        candidate is { WrittenNamespace: { } own } && !monitor.AnyNamespace && monitor.Namespaces is [var only] && only == own
        && graph.Find("Namespace", "default", own) is not null && !graph.MayHaveOperatorPods(own)
        && (candidate.Kind == "PodMonitor" ? !graph.Select(monitor.Selector, own).Any() : SelectedBy(monitor, graph).Count == 0)
            ? LabelsOf(monitor.Selector).SelectMany(label => Labels.GetValue(graph, AllLabels)[(candidate.Kind, label.Key, label.Value)])
                .Where(found => found.Object.WrittenNamespace is { } other && other != own && monitor.Selector.Matches(found.Labels))
                .Select(found => found.Object).MinBy(found => $"{found.Namespace}/{found}", StringComparer.Ordinal)
            : null;

    // One of the labels that what is selected has, with each of its values.
    private static IEnumerable<(string Key, string Value)> LabelsOf(LabelSelector selector) =>
        selector.RequiredLabels.FirstOrDefault() is { Key: not null } required ? [required]
        : selector.ListedValues is { } listed ? listed.Values.Select(value => (listed.Key, value))
        : [];

    private static ILookup<(string Kind, string Key, string Value), (KubernetesObject Object, MappingNode Labels)> AllLabels(
        ObjectGraph graph) =>
        (from owner in graph.OfKind("Service").Where(service => service.Group.Length == 0)
             .Select(service => (Kind: "ServiceMonitor", Object: service, service.Labels))
             .Concat(graph.Workloads.Select(workload => (Kind: "PodMonitor", workload.Object, Labels: workload.PodLabels)))
         where owner.Labels is not null
         from label in owner.Labels.Entries
         let value = label.Value as ScalarNode
         where value is not null
         select (owner, label.Name, value.Value)).ToLookup(pair => (pair.owner.Kind, pair.Name, pair.Value), pair => (pair.owner.Object, pair.owner.Labels!));

    private static IEnumerable<KubernetesObject> Labelled(LabelSelector selector, string ns, ObjectGraph graph) =>
        selector.RequiredLabels.FirstOrDefault() is { Key: { } key, Value: var value } ? Services.GetValue(graph, ByLabel)[(ns, key, value)] : graph.OfKind("Service", ns);

    private static ILookup<(string Namespace, string Key, string? Value), KubernetesObject> ByLabel(ObjectGraph graph) =>
        (from service in graph.OfKind("Service")
         from label in service.Labels?.Entries ?? []
         select (service, label)).ToLookup(pair => (pair.service.Namespace, pair.label.Name, (pair.label.Value as ScalarNode)?.Value), pair => pair.service);

    // Pods that are not given may have any port.
    private static bool LeadsTo(KubernetesObject service, ScalarNode target, ObjectGraph graph)
    {
        var selector = LabelSelector.OfLabels(service.Spec?.Mapping("selector"));
        var pods = selector.IsEmpty || graph.HasOtherPods(service.Namespace) ? [] : graph.Select(selector, service.Namespace).ToList();
        return pods.Count == 0 || pods.Exists(workload => Declares(workload, target.Value, target.Kind == ScalarKind.Integer));
    }

    private static bool Declares(Workload workload, string port, bool isNumber) =>
        workload.LongRunningContainers.SelectMany(container => container.Ports).Any(declared => declared.Text(isNumber ? "containerPort" : "name") == port);

    private static (ScalarNode? Node, string Port) PortOf(MappingNode endpoint, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (endpoint.Scalar(field) is { } port)
            {
                return (port, port.Value);
            }
        }

        return (null, "");
    }

    // What another namespace holds is not known unless some of it is given.
    private static bool IsOfGivenNamespaces(Monitor monitor, ObjectGraph graph) =>
        !monitor.AnyNamespace && monitor.Namespaces.All(ns => graph.WorkloadsIn(ns).Any());

    private static Node Selector(KubernetesObject monitor) => (Node?)monitor.Spec?.Mapping("selector") ?? monitor.Anchor;

    private static string Words(Monitor monitor) => monitor.Namespaces is [var ns] ? $"the namespace {ns}" : "its namespaces";
}
