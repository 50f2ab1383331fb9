using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>
/// What the objects of a namespace take of a resource that a ResourceQuota limits, with every workload at its full scale and all of them
/// rolled out at once, as a new release does.
/// </summary>
public sealed class QuotaDemand
{
    // A message that names dozens does not help.
    private const int MostParts = 5;

    private const string Requests = "requests.";
    private const string Limits = "limits.";
    private const string Claims = "persistentvolumeclaims";
    private const string Count = "count/";
    private const string LoadBalancers = "services.loadbalancers";
    private const string NodePorts = "services.nodeports";

    // What is counted without a prefix, too (Kubernetes documentation, Resource Quotas, Quota on object count).
    private static readonly string[] Counted = ["configmaps", "replicationcontrollers", "resourcequotas", "secrets", "services"];

    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<(string Namespace, string Scopes, string Resource), QuotaDemand>> Known
        = [];

    // Quotas may count many resources, of many namespaces.
    private static readonly ConditionalWeakTable<ObjectGraph, ILookup<(string Namespace, string Group, string Plural), KubernetesObject>> Resources = [];

    private readonly List<(string Words, decimal Amount)> _parts = [];

    // Many quotas may ask.
    private string? _described;

    private QuotaDemand(string resource) => Resource = resource;

    /// <summary>The resource, such as <c>limits.memory</c>.</summary>
    public string Resource { get; }

    /// <summary>The most that exists at once during a rollout.</summary>
    public decimal Total { get; private set; }

    /// <summary>What is needed at full scale without any rollout.</summary>
    public decimal Steady { get; private set; }

    /// <summary>The demand of a namespace as a whole; null for a resource that can't be computed.</summary>
    public static QuotaDemand? Of(string resource, string ns, ObjectGraph graph) => Of(resource, ns, QuotaScopes.None, graph);

    /// <summary>The demand of what is in the scopes of a quota.</summary>
    internal static QuotaDemand? Of(string resource, string ns, QuotaScopes scopes, ObjectGraph graph)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(graph);
        return CanCompute(resource)
            ? Known.GetOrCreateValue(graph).GetOrAdd((ns, scopes.Text, resource), _ => Compute(resource, ns, scopes, graph))
            : null;
    }

    /// <summary>An amount of the resource as Kubernetes writes it.</summary>
    public string TextOf(decimal amount) =>
        Resource.EndsWith("cpu", StringComparison.Ordinal) ? new Quantity(amount).ToCpuText()
        : Resource.EndsWith("memory", StringComparison.Ordinal) || Resource.EndsWith("storage", StringComparison.Ordinal)
            || Resource.Contains("hugepages-", StringComparison.Ordinal)
            ? new Quantity(amount).ToMemoryText()
            : amount.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>
    /// What the total is made of, the largest parts first, such as <c>Deployment/api 24 × 1Gi (12 wanted, 12 that may still be
    /// terminating)</c>.
    /// </summary>
    public string Parts() => _described ??= Describe();

    private string Describe()
    {
        var parts = _parts.OrderByDescending(part => part.Amount).ToList();
        var rest = parts.Skip(MostParts).Sum(part => part.Amount);
        return string.Join(", ", parts.Take(MostParts).Select(part => part.Words))
            + (parts.Count > MostParts ? $", and {TextOf(rest)} of {parts.Count - MostParts} more" : "");
    }

    private static bool CanCompute(string resource) =>
        resource is "pods" or "cpu" or "memory" or "ephemeral-storage" or Claims or "requests.storage" or LoadBalancers or NodePorts
        || Counted.Contains(resource, StringComparer.Ordinal)
        || resource.StartsWith(Count, StringComparison.Ordinal)
        || resource.StartsWith(Requests, StringComparison.Ordinal) || resource.StartsWith(Limits, StringComparison.Ordinal)
        || resource.StartsWith("hugepages-", StringComparison.Ordinal);

    private static QuotaDemand Compute(string resource, string ns, QuotaScopes scopes, ObjectGraph graph)
    {
        var demand = new QuotaDemand(resource);
        var defaults = ContainerDefaults.In(ns, graph);
        switch (resource)
        {
            case LoadBalancers:
                demand.AddObjects("Service", ServicesIn(ns, graph).Where(service => service.Spec?.Text("type") == "LoadBalancer"), _ => 1);
                break;
            case NodePorts:
                demand.AddObjects("Service", ServicesIn(ns, graph).Where(service => NodePortsOf(service.Root) > 0), NodePortsOf);
                break;
            case Claims or $"count/{Claims}":
                demand.AddClaims(ns, graph, _ => 1);
                break;
            case "requests.storage":
                demand.AddClaims(ns, graph, claim => Quantity.Of(claim.At("spec", "resources", "requests", "storage"))?.Value ?? 0);
                break;
            case var counted when counted is not ("pods" or "count/pods")
                && (counted.StartsWith(Count, StringComparison.Ordinal) || Counted.Contains(counted, StringComparer.Ordinal)):
                demand.AddCounted(counted.StartsWith(Count, StringComparison.Ordinal) ? counted[Count.Length..] : counted, ns, graph);
                break;
            default:
                foreach (var workload in graph.WorkloadsIn(ns).Where(workload => scopes.Include(workload, defaults)))
                {
                    demand.Add(workload, RolloutPods.Of(workload, graph), PerPod(workload, resource, defaults));
                }

                break;
        }

        return demand;
    }

    private static IEnumerable<KubernetesObject> ServicesIn(string ns, ObjectGraph graph) =>
        graph.OfKind("Service", ns).Where(service => service.Group.Length == 0);

    // Kubernetes: pkg/quota/v1/evaluator/core/services.go.
    private static decimal NodePortsOf(MappingNode service)
    {
        var ports = service.Mapping("spec")?.Mappings("ports") ?? [];
        return service.Mapping("spec")?.Text("type") switch
        {
            "NodePort" => ports.Count(),
            "LoadBalancer" when service.Mapping("spec")!.Boolean("allocateLoadBalancerNodePorts") is false => ports.Count(port => port.Integer("nodePort") > 0),
            "LoadBalancer" => ports.Count(),
            _ => 0,
        };
    }

    private static decimal PerPod(Workload workload, string resource, ContainerDefaults defaults) =>
        resource is "pods" or "count/pods" ? 1
        : resource.StartsWith(Limits, StringComparison.Ordinal) ? PodAmount.Limits(workload, resource[Limits.Length..], defaults)
        : PodAmount.Requests(workload, resource.StartsWith(Requests, StringComparison.Ordinal) ? resource[Requests.Length..] : resource, defaults);

    private void Add(Workload workload, RolloutPods pods, decimal perPod)
    {
        var words = string.Join(", ", new[] { pods.Words, workload.Kind == "DaemonSet" ? "on each node" : "" }.Where(part => part.Length > 0));
        var each = Resource.EndsWith("pods", StringComparison.Ordinal) ? "" : $" × {TextOf(perPod)}";
        Add($"{workload.Object} {pods.Total}{each}{(words.Length == 0 ? "" : $" ({words})")}", pods.Total, perPod);
        Steady += Capped(pods.Wanted, perPod);
    }

    private void AddClaims(string ns, ObjectGraph graph, Func<MappingNode, decimal> sizeOf)
    {
        AddObjects("PersistentVolumeClaim", graph.OfKind("PersistentVolumeClaim", ns), sizeOf);
        foreach (var workload in graph.WorkloadsIn(ns).Where(workload => workload.Kind == "StatefulSet"))
        {
            var pods = RolloutPods.Of(workload, graph).Wanted;
            var size = workload.Spec.Mappings("volumeClaimTemplates").Sum(sizeOf);
            Add($"{workload.Object} {pods} × {TextOf(size)}", pods, size);
            Steady += Capped(pods, size);
        }
    }

    // By the plural, with the group behind it if it has one: deployments.apps.
    private void AddCounted(string resource, string ns, ObjectGraph graph)
    {
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        var (plural, group) = dot < 0 ? (resource, "") : (resource[..dot], resource[(dot + 1)..]);
        var objects = Resources.GetValue(graph, ByResource)[(ns, group, plural.ToUpperInvariant())].ToList();
        AddObjects(objects is [var first, ..] ? first.Kind : resource, objects, _ => 1);
    }

    private static ILookup<(string Namespace, string Group, string Plural), KubernetesObject> ByResource(ObjectGraph graph) =>
        graph.Objects.ToLookup(candidate => (candidate.Namespace, candidate.Group, BuiltInResources.PluralOf(candidate.Kind).ToUpperInvariant()));

    private void AddObjects(string kind, IEnumerable<KubernetesObject> objects, Func<MappingNode, decimal> sizeOf)
    {
        var sizes = objects.Select(candidate => sizeOf(candidate.Root)).ToList();
        Add($"{sizes.Count} {(sizes.Count == 1 ? kind : BuiltInResources.PluralOf(kind))}", 1, sizes.Sum());
        Steady += sizes.Sum();
    }

    private void Add(string words, long count, decimal each)
    {
        var amount = Capped(count, each);
        if (amount > 0)
        {
            _parts.Add((words, amount));
            Total += amount;
        }
    }

    // Kubernetes caps quantities; sums of what it caps still fit.
    private static decimal Capped(long count, decimal each) => Math.Min(count * Math.Min(each, long.MaxValue), long.MaxValue);
}
