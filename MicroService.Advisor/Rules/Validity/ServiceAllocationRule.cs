using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Node ports and cluster addresses are a Service's own.</summary>
/// <remarks>Kubernetes: pkg/registry/core/service/storage (alloc.go), which hands each out once in the whole cluster, whatever its protocol.</remarks>
public sealed class ServiceAllocationRule() : ObjectRule("Service")
{
    private static readonly ConditionalWeakTable<ObjectGraph, Dictionary<(string Place, string What, string Value), KubernetesObject>> Known = [];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-allocation",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Services do not ask for the same node port or cluster IP address",
        Why = "A node port and a cluster IP address belong to one Service of the whole cluster. The API server refuses the second that asks for it: the provided port is already allocated.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/service/#nodeport-custom-port"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => Wanted(candidate).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var first = FirstOf(context.Graph);
        return
            from wanted in Wanted(candidate).DistinctBy(wanted => (wanted.What, wanted.Node.Value))
            let owner = first[(PlaceOf(candidate), wanted.What, wanted.Node.Value)]
            where owner != candidate && !IsSame(owner, candidate)
            select Report(candidate, wanted.Node, $"{owner} has the {wanted.What} {wanted.Node.Value} already. Write another, or none: the cluster then chooses one that is free.");
    }

    private static Dictionary<(string Place, string What, string Value), KubernetesObject> FirstOf(ObjectGraph graph) => Known.GetValue(graph, static graph =>
    {
        var first = new Dictionary<(string Place, string What, string Value), KubernetesObject>();
        foreach (var service in graph.OfKind("Service"))
        {
            foreach (var wanted in Wanted(service))
            {
                first.TryAdd((PlaceOf(service), wanted.What, wanted.Node.Value), service);
            }
        }

        return first;
    });

    // What lies in one folder is applied together. Folders may be examples, overlays or clusters, of which each is applied for itself.
    private static string PlaceOf(KubernetesObject service) => Path.GetDirectoryName(service.File.Name.Replace('\\', '/')) ?? "";

    // One Service that is given twice, perhaps for two clusters, is told of elsewhere.
    private static bool IsSame(KubernetesObject one, KubernetesObject other) => one.Name == other.Name && one.Namespace == other.Namespace;

    private static IEnumerable<(string What, ScalarNode Node)> Wanted(KubernetesObject service)
    {
        if (service.Group.Length > 0 || service.Spec is not { } spec)
        {
            return [];
        }

        var ports = spec.Mappings("ports").Select(port => ("node port", port.Scalar("nodePort")))
            .Append(("node port", spec.Scalar("healthCheckNodePort"))).Where(port => port.Item2?.AsInteger > 0);
        return ports.Append(("cluster IP address", spec.Scalar("clusterIP")))
            .Where(wanted => wanted.Item2 is { IsNull: false, Value: not ("" or "None") }).Select(wanted => (wanted.Item1, wanted.Item2!));
    }
}
