using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>No field is there that the cluster ignores.</summary>
/// <remarks>Kubernetes: pkg/api/pod/warnings.go, pkg/api/service/warnings.go, pkg/registry/core/resourcequota/strategy.go.</remarks>
public sealed class IgnoredFieldRule : PlaceRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "ignored-field",
        Category = RuleCategory.Configuration,
        Severity = Severity.Advice,
        Title = "Fields have an effect",
        Why = "The API server accepts these fields with a warning, and nothing heeds them: a term without selector matches no pod, a hostIP opens no port of its own, and a headless Service has no session affinity. Whoever reads the manifest believes otherwise.",
        Reference = new Uri("https://kubernetes.io/docs/reference/using-api/api-concepts/"),
        Checklist = "sane defaults",
        FixSummary = "Removes the field, the empty entry or the source without content, where nothing changes by it.",
    };

    // Requests are compared with limits of the same resource; cpu and memory alone mean their requests.
    private static readonly (string[] Requests, string Limits)[] QuotaPairs =
    [
        (["requests.cpu", "cpu"], "limits.cpu"), (["requests.memory", "memory"], "limits.memory"),
        (["requests.ephemeral-storage"], "limits.ephemeral-storage"), (["requests.storage"], "limits.storage"),
    ];

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) => candidate switch
    {
        { Kind: "Service", ApiVersion: "v1", Spec: { } spec } => OfService(spec),
        { Kind: "ResourceQuota", ApiVersion: "v1", Spec: { } spec } when spec.Mapping("hard") is { } hard => OfQuota(hard),
        _ when PodTemplate.Of(candidate) is { } pod => OfPod(pod, candidate.Workload is { IsBatch: false }),
        _ => [],
    };

    private static IEnumerable<Place> OfPod(PodTemplate pod, bool isLongRunning)
    {
        foreach (var term in pod.PodTerms)
        {
            yield return new Place(term["labelSelector"] ?? term, HasSelector(term) ? null : "The term has no labelSelector, so it matches no pod. Write the labels of the pods that are meant.");
        }

        foreach (var constraint in pod.Spec.Mappings("topologySpreadConstraints").Where(constraint => !HasSelector(constraint)))
        {
            yield return new Place(
                constraint["labelSelector"] ?? constraint, "The constraint has no labelSelector, so it counts no pod and spreads none. Write the labels of the pods.");
        }

        foreach (var value in pod.PreferredNodeTerms.SelectMany(term => term.Mappings("matchExpressions")).SelectMany(expression => expression.Sequence("values")?.Items ?? []))
        {
            if (value is ScalarNode { IsNull: false } text && !ValidName.IsLabelValue(text.Value))
            {
                yield return new Place(text, "No node has a label with this value, as labels take at most 63 letters, digits, \"-\", \"_\" and \".\". Write the value that the nodes have.");
            }
        }

        if (pod.Spec.Sequence("imagePullSecrets") is { } secrets)
        {
            foreach (var secret in secrets.Items.OfType<MappingNode>())
            {
                var isNamed = secret.Text("name") is { Length: > 0 };
                yield return new Place(
                    secret["name"] ?? secret,
                    isNamed ? null : "The pull secret has no name, so it is not a secret. Write the name of the Secret, or remove the entry.",
                    isNamed ? null : Fix.Safe("remove the pull secret without name").RemoveItem(secrets, secret));
            }
        }

        foreach (var sources in pod.Volumes.Select(volume => volume.Mapping("projected")?.Sequence("sources")).OfType<SequenceNode>())
        {
            foreach (var source in sources.Items.OfType<MappingNode>())
            {
                var isEmpty = !source.Entries.Any(entry => entry.Value is not ScalarNode { IsNull: true });
                yield return new Place(
                    source,
                    isEmpty ? "The projected source is empty and brings no file. Write what to project, such as configMap, or remove the entry." : null,
                    isEmpty ? Fix.Safe("remove the empty source").RemoveItem(sources, source) : null);
            }
        }

        foreach (var port in pod.Containers.SelectMany(container => container.Mappings("ports")).Where(port => port.Text("hostIP") is { Length: > 0 }))
        {
            var isUsed = port.Integer("hostPort") is not (null or 0);
            yield return new Place(
                port["hostIP"]!,
                isUsed ? null : "hostIP counts only with a hostPort, and there is none. Remove it.",
                isUsed ? null : Fix.Safe("remove hostIP").Remove(port, "hostIP"));
        }

        // What serves has a rule about its grace period, which finds this, too.
        if (!isLongRunning && pod.Spec.Integer("terminationGracePeriodSeconds") is < 0 and var seconds)
        {
            yield return new Place(
                pod.Spec["terminationGracePeriodSeconds"]!,
                $"The grace period of {seconds} s is treated as one second. Write how long the containers may take to stop.");
        }
    }

    private static bool HasSelector(MappingNode term) => term["labelSelector"] is not (null or ScalarNode { IsNull: true });

    private static IEnumerable<Place> OfService(MappingNode spec)
    {
        var type = spec.Text("type") is { Length: > 0 } written ? written : "ClusterIP";
        var isHeadless = type == "ClusterIP" && spec.Text("clusterIP") == "None";
        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            yield return new Place(
                spec["sessionAffinity"]!,
                isHeadless ? "A headless Service leaves the choice of the pod to its callers, so sessionAffinity has no effect. Remove it." : null,
                isHeadless ? Fix.Safe("remove sessionAffinity").Remove(spec, "sessionAffinity").Remove(spec, "sessionAffinityConfig") : null);
        }

        if (spec.Text("loadBalancerIP") is { Length: > 0 })
        {
            yield return new Place(
                spec["loadBalancerIP"]!,
                isHeadless ? "A headless Service has no load balancer, so loadBalancerIP has no effect. Remove it." : null,
                isHeadless ? Fix.Safe("remove loadBalancerIP").Remove(spec, "loadBalancerIP") : null);
        }

        if (spec.Text("externalName") is { Length: > 0 })
        {
            var isUsed = type == "ExternalName";
            yield return new Place(
                spec["externalName"]!,
                isUsed ? null : $"externalName counts only with the type ExternalName, and the type is {type}. Remove it, or change the type.",
                isUsed ? null : Fix.Safe("remove externalName").Remove(spec, "externalName"));
        }

        if (type == "ExternalName" && spec.Sequence("externalIPs") is { Items.Count: > 0 } addresses)
        {
            yield return new Place(
                addresses, "A Service of type ExternalName is only a name in the DNS, so externalIPs have no effect. Remove them.",
                Fix.Safe("remove externalIPs").Remove(spec, "externalIPs"));
        }
    }

    private static IEnumerable<Place> OfQuota(MappingNode hard)
    {
        foreach (var (requests, limits) in QuotaPairs)
        {
            if (requests.FirstOrDefault(hard.Has) is { } name && Quantity.Of(hard[name]) is { } request && Quantity.Of(hard[limits]) is { } limit)
            {
                yield return new Place(
                    hard[name]!,
                    request > limit
                        ? $"{name} of {hard.Text(name)} cannot be used up: no container requests more than its limit, and {limits} is {hard.Text(limits)}. Write no more than that."
                        : null);
            }
        }
    }
}
