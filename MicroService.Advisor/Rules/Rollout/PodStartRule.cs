using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>The API server accepts the pods, and nodes can run them.</summary>
/// <remarks>Kubernetes: well-known labels, pkg/volume/emptydir, pkg/scheduler/framework/plugins/volumerestrictions.</remarks>
public sealed class PodStartRule : PlaceRule
{
    private const string ForOnePod = "ReadWriteOncePod";

    private static readonly string[] SystemLabels = ["kubernetes.io/os", "beta.kubernetes.io/os"];
    private static readonly string[] ProcessorLabels = ["kubernetes.io/arch", "beta.kubernetes.io/arch"];

    // What others call the systems and processors that the kubelet calls as Go does.
    private static readonly Dictionary<string, string> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        ["linux"] = "linux",
        ["ubuntu"] = "linux",
        ["debian"] = "linux",
        ["gnu/linux"] = "linux",
        ["windows"] = "windows",
        ["win"] = "windows",
    };

    private static readonly Dictionary<string, string> Processors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["amd64"] = "amd64",
        ["x86_64"] = "amd64",
        ["x86-64"] = "amd64",
        ["x64"] = "amd64",
        ["arm64"] = "arm64",
        ["aarch64"] = "arm64",
        ["armv8"] = "arm64",
        ["arm"] = "arm",
        ["armhf"] = "arm",
        ["armv7"] = "arm",
        ["armv7l"] = "arm",
        ["i386"] = "386",
        ["x86"] = "amd64",
        ["ppc64el"] = "ppc64le",
    };

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pod-start",
        Category = RuleCategory.Rollout,
        Severity = Severity.Danger,
        Title = "Nodes can run the pods",
        Why = "The API server accepts a node label that no node has, a medium that no kubelet knows, and more pods than a claim takes. The pods then stay in Pending or ContainerCreating for ever.",
        Reference = new Uri("https://kubernetes.io/docs/reference/labels-annotations-taints/"),
        Checklist = "sane defaults",
        FixSummary = "Writes the value that the nodes have, or Memory, in a nodeSelector or emptyDir.",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) =>
        candidate.Workloads.SelectMany(workload => Selectors(workload).Concat(Terms(workload)).Concat(Media(workload)).Concat(Claims(workload, context.Graph)));

    private static IEnumerable<Place> Selectors(Workload workload)
    {
        if (workload.PodSpec.Mapping("nodeSelector") is not { } selector)
        {
            yield break;
        }

        foreach (var entry in selector.Entries)
        {
            if (entry.Value is ScalarNode value && IsOfNode(entry.Name))
            {
                var meant = Meant(entry.Name, value.Value);
                yield return new Place(
                    value,
                    meant is null ? null : Text(entry.Name, value.Value, meant),
                    meant is null ? null : Fix.Review($"select nodes with {entry.Name} {meant}").Set(selector, [entry.Name], meant));
            }
        }
    }

    // Terms are alternatives, and so are the values of one: only what leaves no node at all keeps the pods from starting.
    private static IEnumerable<Place> Terms(Workload workload)
    {
        var required = workload.PodSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") as MappingNode;
        if (required?.Mappings("nodeSelectorTerms").ToList() is not [var term])
        {
            yield break;
        }

        foreach (var expression in term.Mappings("matchExpressions").Where(expression => expression.Text("operator") == "In"))
        {
            if (expression.Text("key") is { } key && IsOfNode(key) && expression.Sequence("values") is { Items: [ScalarNode first, ..] values })
            {
                var isLost = values.All(value => value is ScalarNode scalar && Meant(key, scalar.Value) is not null);
                yield return new Place(first, isLost ? Text(key, first.Value, Meant(key, first.Value)!) : null);
            }
        }
    }

    private static IEnumerable<Place> Media(Workload workload)
    {
        foreach (var holder in workload.PodSpec.Mappings("volumes").Select(volume => volume.Mapping("emptyDir")).OfType<MappingNode>())
        {
            if (holder.Scalar("medium") is { Value.Length: > 0 } medium)
            {
                var isKnown = medium.Value is "Memory" or "HugePages" || medium.Value.StartsWith("HugePages-", StringComparison.Ordinal);
                var isMemory = medium.Value.Equals("Memory", StringComparison.OrdinalIgnoreCase);
                yield return new Place(
                    medium,
                    isKnown ? null : $"The kubelet knows no medium {Wording.Quote(medium.Value)}, so the pod hangs in ContainerCreating. Write Memory, HugePages, or leave it out for the node's disk.",
                    isKnown || !isMemory ? null : Fix.Review("set medium to Memory").Set(holder, ["medium"], "Memory"));
            }
        }
    }

    // Of all pods that refer to the claim, one runs, wherever the others are.
    private static IEnumerable<Place> Claims(Workload workload, ObjectGraph graph)
    {
        if (!workload.IsReplicated || !workload.RunsAsWritten || graph.IsRunByRollout(workload))
        {
            yield break;
        }

        var templates = workload.Spec.Mappings("volumeClaimTemplates").Select(template => template.Mapping("metadata")?.Text("name")).ToHashSet(StringComparer.Ordinal);
        foreach (var volume in workload.PodSpec.Mappings("volumes").Where(volume => !templates.Contains(volume.Text("name"))))
        {
            if (volume.Mapping("persistentVolumeClaim")?.Scalar("claimName") is { } name
                && graph.FindFor(workload, "PersistentVolumeClaim", name.Value)?.Spec?.Sequence("accessModes") is { Items: [ScalarNode { Value: ForOnePod }] })
            {
                var pods = ReplicaRange.Of(workload, graph).Least;
                yield return new Place(
                    name,
                    pods > 1 ? $"The claim {name.Value} is {ForOnePod}, so only one of the {pods} pods starts."
                    : pods == 1 && Surges(workload) ? $"The claim {name.Value} is {ForOnePod}, and an update starts the new pod before it stops the old one: it waits for ever. Write the strategy Recreate."
                    : null);
            }
        }
    }

    // Of one pod, a share of it that may be away is rounded down to none.
    private static bool Surges(Workload workload)
    {
        var strategy = workload.Spec.Mapping("strategy");
        return workload.Kind == "Deployment" && strategy?.Text("type") != "Recreate"
            && PodShare.Of(strategy?.Mapping("rollingUpdate")?["maxUnavailable"], 1, roundsUp: false) == 0
            && PodShare.Of(strategy?.Mapping("rollingUpdate")?["maxSurge"], 1, roundsUp: true) > 0;
    }

    private static bool IsOfNode(string key) => SystemLabels.Contains(key, StringComparer.Ordinal) || ProcessorLabels.Contains(key, StringComparer.Ordinal);

    // Null for a value that nodes have, or may have.
    private static string? Meant(string key, string value) =>
        (SystemLabels.Contains(key, StringComparer.Ordinal) ? Systems : Processors).GetValueOrDefault(value) is { } meant && meant != value ? meant : null;

    private static string Text(string key, string value, string meant) =>
        $"No node has the label {key} with the value {Wording.Quote(value)}. Write {meant}.";
}
