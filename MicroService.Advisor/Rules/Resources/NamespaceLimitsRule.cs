using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Pods and claims keep to the LimitRanges of their namespace, and say what its quotas count.</summary>
/// <remarks>Kubernetes: plugin/pkg/admission/limitranger, pkg/quota/v1/evaluator/core/pods.go.</remarks>
public sealed class NamespaceLimitsRule : PlaceRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "namespace-limits",
        Category = RuleCategory.Resources,
        Severity = Severity.Danger,
        Title = "Pods and claims keep to the LimitRanges and quotas of their namespace",
        Why = "The API server refuses pods and claims outside of a LimitRange, and containers without the request or limit that a ResourceQuota counts. It accepts the Deployment or Job around them, which then never gets a pod.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/policy/limit-range/"),
        Checklist = "quotas",
        NeedsWholeApplication = true,
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) =>
        candidate is { Kind: "PersistentVolumeClaim", Group: "" }
            ? Ranges(candidate, context.Graph).SelectMany(range => OfClaim(range, candidate.Root))
            : candidate.Workloads.Where(workload => workload.RunsAsWritten).SelectMany(workload => OfWorkload(workload, context.Graph));

    private static IEnumerable<Place> OfWorkload(Workload workload, ObjectGraph graph)
    {
        var ranges = Ranges(workload.Object, graph).ToList();
        foreach (var range in ranges)
        {
            var places = range.Type switch
            {
                "Container" => workload.Containers.SelectMany(container => OfContainer(range, container, ranges)),
                "Pod" => OfPod(range, workload, ranges),
                "PersistentVolumeClaim" when workload.Kind == "StatefulSet" =>
                    workload.Spec.Mappings("volumeClaimTemplates").SelectMany(claim => OfClaim(range, claim)),
                _ => [],
            };
            foreach (var place in places)
            {
                yield return place;
            }
        }

        // A VerticalPodAutoscaler writes requests into pods before quotas count them; a pod may also say it as a whole (KEP-2837).
        if (graph.VerticalScalersOf(workload).Any() || workload.PodSpec.Has("resources"))
        {
            yield break;
        }

        var defaults = ContainerDefaults.In(workload.Object.Namespace, graph);
        var fields = CountedFields.In(workload.Object, graph).Where(counted => QuotaScopes.Of(counted.Quota.Spec!).Include(workload, defaults)).ToList();
        foreach (var (container, counted) in workload.Containers.SelectMany(container => fields.Select(counted => (container, counted))))
        {
            var missing = Missing(counted, container, defaults).ToList();
            yield return new Place(
                (Node?)container.Node.Mapping("resources") ?? container.Node,
                missing.Count == 0 ? null
                    : $"{counted.Called} {string.Join(", ", missing)}, which the container {container.Called} does not say and no LimitRange fills in: the API server refuses the pods.");
        }
    }

    // The kinds of which every container has to say something; of others a container without them takes none.
    private static IEnumerable<string> Missing(CountedFields counted, Container container, ContainerDefaults defaults)
    {
        foreach (var resource in CountedFields.Compute)
        {
            var limit = Of(container, "limits", resource) ?? defaults.Limit(resource);
            if (limit is null && counted.Counts($"limits.{resource}"))
            {
                yield return $"limits.{resource}";
            }

            if (Written(container, "requests", resource) is null && Written(container, "limits", resource) is null && defaults.Request(resource) is null
                && counted.Counts($"requests.{resource}"))
            {
                yield return $"requests.{resource}";
            }
        }
    }

    private static IEnumerable<Place> OfContainer(Range range, Container container, List<Range> ranges)
    {
        foreach (var resource in range.Resources)
        {
            var (max, min, ratio) = (range.Bound("max", resource), range.Bound("min", resource), range.Bound("maxLimitRequestRatio", resource));
            foreach (var (field, what) in Range.Written)
            {
                var node = container.Node.At("resources", field, resource);
                if (Quantity.Of(node) is { } amount)
                {
                    yield return new Place(
                        node!,
                        amount.Value > max ? Text($"at most {range.Text("max", resource)} of {resource} for a container, and the {what} is {node}")
                        : amount.Value < min ? Text($"at least {range.Text("min", resource)} of {resource} for a container, and the {what} is {node}")
                        : null);
                }
            }

            var (request, limit) = (Written(container, "requests", resource), Written(container, "limits", resource));
            if (request > 0 && limit > 0 && ratio is not null)
            {
                yield return new Place(
                    container.Node.At("resources", "limits", resource)!,
                    limit / request > ratio
                        ? Text($"a limit of at most {range.Text("maxLimitRequestRatio", resource)} times the request of {resource}, and it is {limit / request:0.##} times that")
                        : null);
            }
            else if (request is null && limit is null && ratio is not null && !ranges.Exists(other => other.Type == "Container" && other.Fills(resource)))
            {
                yield return new Place(
                    (Node?)container.Node.Mapping("resources") ?? container.Node,
                    Text($"only containers that say how much {resource} they request and may use, because it bounds the ratio, and the container {container.Called} does not"));
            }

            // The default limit comes before the server compares it with the request.
            if (request is { } wanted && limit is null && ranges.Where(other => other.Type == "Container").Select(other => other.Default(resource)).Max() is { } filled
                && range.Default(resource) is not null)
            {
                yield return new Place(
                    container.Node.At("resources", "requests", resource)!,
                    wanted > filled && (max is null || wanted <= max)
                        ? $"The LimitRange {range.Name} gives the container the limit {range.DefaultText(resource)} of {resource}, which is less than its request: the API server refuses the pods. Write a limit."
                        : null);
            }
        }

        string Text(string bound) => $"The LimitRange {range.Name} allows {bound}: the API server refuses the pods.";
    }

    private static IEnumerable<Place> OfPod(Range range, Workload workload, List<Range> ranges)
    {
        // What a pod says as a whole, and what a RuntimeClass adds, is counted in ways of their own.
        if (workload.PodSpec.Has("resources") || workload.PodSpec.Has("overhead") || workload.Containers.Count == 0)
        {
            yield break;
        }

        foreach (var resource in range.Resources)
        {
            // With a default that is filled in, the sum is not only what is written.
            if (workload.Containers.Any(container => Written(container, "limits", resource) is null) && ranges.Exists(other => other.Type == "Container" && other.Fills(resource)))
            {
                continue;
            }

            var (max, min) = (range.Bound("max", resource), range.Bound("min", resource));
            var requests = workload.Containers.Select(container => Written(container, "requests", resource) ?? Written(container, "limits", resource)).ToList();
            var limits = workload.Containers.Select(container => Written(container, "limits", resource)).ToList();
            var requested = PodAmount.Sum(workload, container => Of(container, "requests", resource) ?? Of(container, "limits", resource));
            var limited = PodAmount.Sum(workload, container => Of(container, "limits", resource));
            yield return new Place(
                workload.PodSpec["containers"] ?? workload.PodSpec,
                max is not null && limits.TrueForAll(limit => limit is null) ? Text("at most", "max", resource, "no container has a limit")
                : max is not null && limited > max ? Text("at most", "max", resource, $"the limits of its containers are {Amount(resource, limited)}")
                : max is not null && requested > max ? Text("at most", "max", resource, $"its containers request {Amount(resource, requested)}")
                : min is not null && requests.TrueForAll(request => request is null) ? Text("at least", "min", resource, "no container requests any")
                : min is not null && requested < min ? Text("at least", "min", resource, $"its containers request {Amount(resource, requested)}")
                : null);
        }

        string Text(string how, string field, string resource, string what) =>
            $"The LimitRange {range.Name} allows {how} {range.Text(field, resource)} of {resource} for a pod, and {what}: the API server refuses the pods.";
    }

    private static IEnumerable<Place> OfClaim(Range range, MappingNode claim)
    {
        if (range.Type == "PersistentVolumeClaim" && claim.At("spec", "resources", "requests", "storage") is { } node && Quantity.Of(node) is { } size)
        {
            yield return new Place(
                node,
                size.Value > range.Bound("max", "storage") ? $"The LimitRange {range.Name} allows at most {range.Text("max", "storage")} for a claim: the API server refuses it."
                : size.Value < range.Bound("min", "storage") ? $"The LimitRange {range.Name} allows no claim below {range.Text("min", "storage")}: the API server refuses it."
                : null);
        }
    }

    private static string Amount(string resource, decimal amount) => resource == "cpu" ? new Quantity(amount).ToCpuText() : new Quantity(amount).ToMemoryText();

    private static decimal? Written(Container container, string field, string resource) => Of(container, field, resource)?.Value;

    private static Quantity? Of(Container container, string field, string resource) => Quantity.Of(container.Node.At("resources", field, resource));

    // What has no namespace written may be applied beside what has none either, and nowhere else for certain.
    private static IEnumerable<Range> Ranges(KubernetesObject candidate, ObjectGraph graph) =>
        from range in graph.OfKind("LimitRange", candidate.Namespace)
        where range.Group.Length == 0 && range.WrittenNamespace == candidate.WrittenNamespace
        from limit in range.Spec?.Mappings("limits") ?? []
        select new Range(range.Name, limit);

    // An item of a LimitRange.
    private sealed record Range(string Name, MappingNode Limit)
    {
        private static readonly string[] Bounds = ["max", "min", "maxLimitRequestRatio", "default", "defaultRequest"];

        public static (string Field, string What)[] Written { get; } = [("requests", "request"), ("limits", "limit")];

        public string Type => Limit.Text("type") ?? "";

        public IEnumerable<string> Resources =>
            Bounds.SelectMany(bound => Limit.Mapping(bound)?.Entries.Select(entry => entry.Name) ?? []).Distinct(StringComparer.Ordinal);

        public decimal? Bound(string field, string resource) => Quantity.Of(Limit.At(field, resource))?.Value;

        public string? Text(string field, string resource) => Limit.Mapping(field)?.Text(resource);

        // The server fills in the default limit from the maximum where it is not written.
        public decimal? Default(string resource) => Bound("default", resource) ?? Bound("max", resource);

        public string? DefaultText(string resource) => Text("default", resource) ?? Text("max", resource);

        public bool Fills(string resource) => Default(resource) is not null || Bound("defaultRequest", resource) is not null || Bound("min", resource) is not null;
    }
}
