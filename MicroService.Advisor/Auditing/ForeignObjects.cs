using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;
using MicroService.Advisor.Rules.Observability;
using ScrapeMonitor = MicroService.Advisor.Rules.Observability.Monitor;

namespace MicroService.Advisor.Auditing;

/// <summary>
/// Reads the objects of other namespaces that the objects of one refer to, or that refer to them. One too many changes nothing.
/// </summary>
internal sealed class ForeignObjects(ClusterOutline outline, IObjectSource source, string ns)
{
    private readonly Dictionary<int, KubernetesObject> _found = [];
    private readonly HashSet<int> _seen = [];

    /// <summary>The objects by their numbers.</summary>
    public IReadOnlyDictionary<int, KubernetesObject> Around(IReadOnlyList<KubernetesObject> own)
    {
        if (outline.Namespaces.Count == 1)
        {
            return _found;
        }

        _seen.UnionWith(outline.NumbersOf(ns));
        if (outline.SoleNamespace.Name is not null)
        {
            // What has no namespace may be of the same.
            Load(Enumerable.Range(0, outline.Count));
            return _found;
        }

        Load(outline.Everywhere.Concat(outline.Naming(ns)));
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var calls = new HashSet<(string Namespace, string Name)>();
        foreach (var candidate in own)
        {
            groups.Add(candidate.Group);
            calls.UnionWith(candidate.Workloads.SelectMany(workload => workload.Containers)
                .SelectMany(NamedEndpoints.CallsOf).Select(call => (call.Namespace, call.Name)));
            LoadTargets(candidate, calls);
            LoadDefinitions(candidate);
        }

        Load(groups.Where(group => group.Contains('.', StringComparison.Ordinal)).Select(ClusterOutline.HashOf).SelectMany(outline.Definitions.Find));
        foreach (var (other, service) in calls.Where(call => call.Namespace != ns))
        {
            LoadService(other, service);
        }

        if (own.Any(candidate => candidate is { WrittenNamespace: null, Workloads.Count: > 0 }))
        {
            // It may be deployed to any namespace.
            Load(outline.Bindings);
            foreach (var other in outline.Namespaces.Where(other => other != ns))
            {
                if (LoadOne(outline.WorkloadsOf(other)))
                {
                    break;
                }
            }
        }

        // What the bindings that were found on the way grant decides about the pods here.
        foreach (var binding in _found.Values.Where(candidate => candidate.Kind is "RoleBinding" or "ClusterRoleBinding").ToList())
        {
            LoadRole(binding);
        }

        return _found;
    }

    private void LoadRole(KubernetesObject binding)
    {
        if (binding.Root.Mapping("roleRef") is { } reference && reference.Text("name") is { } role)
        {
            Load(outline.ByKey.Find(ClusterOutline.KeyOf("ClusterRole", "default", role)));
            Load(outline.ByKey.Find(ClusterOutline.KeyOf("Role", binding.Namespace, role)));
        }
    }

    private void LoadTargets(KubernetesObject candidate, HashSet<(string Namespace, string Name)> calls)
    {
        switch (candidate.Kind)
        {
            case "ConfigMap":
                calls.UnionWith(NamedEndpoints.CallsOf(candidate).Select(entry => (entry.Call.Namespace, entry.Call.Name)));
                break;
            case "NetworkPolicy":
                foreach (var peer in NetworkPolicyPeersRule.PeersOf(candidate))
                {
                    // Whether another one has the labels decides, too.
                    if (NetworkPolicyPeersRule.NamesIn(peer).Any(name => outline.ByKey.Find(ClusterOutline.KeyOf("Namespace", "default", name)).Any()))
                    {
                        Load(outline.NamespaceObjects);
                    }

                    if (NetworkPolicyPeersRule.NamespaceOf(peer, candidate) is { } other && other != ns)
                    {
                        LoadPods(other, LabelSelector.Of(peer.Mapping("podSelector")));
                    }
                }

                break;
            case "RoleBinding" or "ClusterRoleBinding":
                LoadRole(candidate);
                break;
            case var kind when GatewayRoute.Kinds.Contains(kind):
                Load(outline.Gateways);
                foreach (var backend in GatewayRoute.Backends(candidate))
                {
                    Load(outline.ByKey.Find(ClusterOutline.KeyOf("Service", GatewayRoute.NamespaceOf(backend, candidate), backend.Text("name")!)));
                    Load(outline.ByKey.Find(ClusterOutline.KeyOf("Service", "default", backend.Text("name")!)));
                }

                break;
            case "HorizontalPodAutoscaler" or "ScaledObject" when candidate.Spec?.Mapping("scaleTargetRef") is { } target:
                var scaled = target.Text("kind") ?? (candidate.Kind == "ScaledObject" ? "Deployment" : "");
                if (outline.FirstNamed(scaled, target.Text("name") ?? "") is { } first)
                {
                    Load([first]);
                }

                break;
            default:
                if (Scraping.IsMonitor(candidate))
                {
                    LoadMonitored(ScrapeMonitor.Of(candidate), candidate.Kind == "PodMonitor");
                }

                break;
        }
    }

    // The definitions of an operator that may make what a selector selects.
    private void LoadDefinitions(KubernetesObject candidate)
    {
        var selectors = candidate.Kind switch
        {
            "Service" => [LabelSelector.OfLabels(candidate.Spec?.Mapping("selector"))],
            "PodDisruptionBudget" => [LabelSelector.Of(candidate.Spec?.Mapping("selector"))],
            "NetworkPolicy" => NetworkPolicyPeersRule.PeersOf(candidate).Select(peer => peer.Mapping("podSelector"))
                .Append(candidate.Spec?.Mapping("podSelector")).Select(LabelSelector.Of),
            _ => Enumerable.Empty<LabelSelector>(),
        };
        foreach (var domain in selectors.SelectMany(OperatorPods.DomainsOf).SelectMany(OperatorPods.DomainsAround).Distinct(StringComparer.Ordinal))
        {
            Load(outline.Definitions.Find(ClusterOutline.HashOf(domain)).Take(1));
        }
    }

    private const int MostMeant = 16;

    private const int MostMeantPods = 64;

    private void LoadMonitored(ScrapeMonitor monitor, bool isOfPods)
    {
        if (monitor.Selector.RequiredLabels.FirstOrDefault() is { Key: { } key, Value: { } value })
        {
            // It may be meant for another namespace. A label that many Services share tells of none of them.
            Load(outline.ServicesByLabel.Find(ClusterOutline.LabelOf("", key, value)).Take(MostMeant));
            if (isOfPods)
            {
                Load(outline.ByLabel.Find(ClusterOutline.LabelOf("", key, value)).Take(MostMeantPods));
            }
        }

        foreach (var other in monitor.Namespaces.Where(other => other != ns))
        {
            LoadPods(other, monitor.Selector);
            var before = _found.Count;
            Load(outline.Services.Find(ClusterOutline.HashOf(other)));
            foreach (var service in _found.Values.Skip(before).Where(service => monitor.Selector.Matches(service.Labels)).ToList())
            {
                LoadPods(other, LabelSelector.OfLabels(service.Spec?.Mapping("selector")));
            }
        }
    }

    private void LoadService(string other, string name)
    {
        Load(outline.ByKey.Find(ClusterOutline.KeyOf("Namespace", "default", other)));
        var numbers = outline.ByKey.Find(ClusterOutline.KeyOf("Service", other, name)).ToList();
        Load(numbers);
        var services = numbers.Where(_found.ContainsKey).Select(number => _found[number]);
        foreach (var selector in services.Select(service => service.Spec?.Mapping("selector")).OfType<MappingNode>().ToList())
        {
            LoadPods(other, LabelSelector.OfLabels(selector));
        }
    }

    // The pods of a namespace that a selector may select, and one of any, as of a namespace without pods nothing is known.
    private void LoadPods(string other, LabelSelector selector)
    {
        IReadOnlyList<int>? fewest = null;
        foreach (var (key, value) in selector.RequiredLabels)
        {
            var labelled = outline.ByLabel.Find(ClusterOutline.LabelOf(other, key, value)).ToList();
            fewest = fewest is null || labelled.Count < fewest.Count ? labelled : fewest;
        }

        Load(fewest ?? outline.WorkloadsOf(other));
        LoadOne(outline.WorkloadsOf(other));
        Load(outline.OtherPods.Find(ClusterOutline.HashOf(other)).Take(1));
    }

    private bool LoadOne(IReadOnlyList<int> workloads)
    {
        foreach (var number in workloads)
        {
            Load([number]);
            if (_found.ContainsKey(number))
            {
                return true;
            }
        }

        return false;
    }

    private void Load(IEnumerable<int> numbers)
    {
        var wanted = numbers.Where(_seen.Add).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        foreach (var (number, candidate) in wanted.Zip(source.Read(wanted)))
        {
            // The pods that a controller made say the same as the controller, which may not be here.
            if (candidate.Workloads.Count == 0 || !ClusterMade.IsMade(candidate, () => outline.Controllers))
            {
                _found.Add(number, candidate);
            }
        }
    }
}
