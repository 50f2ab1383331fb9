using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Where pods may run: node selectors, affinity, tolerations, topology spread, gates.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (validateAffinity, ValidateTolerations, validateTopologySpreadConstraints).</remarks>
internal static class SchedulingChecks
{
    private const int LargestWeight = 100;

    /// <summary>Checks the fields of a pod that the scheduler reads.</summary>
    public static void Check(ObjectFaults faults, PodParts pod)
    {
        var spec = pod.Spec;
        LabelChecks.Labels(faults, spec.Mapping("nodeSelector"));
        if (spec.Mapping("affinity") is { } affinity)
        {
            NodeAffinity(faults, affinity.Mapping("nodeAffinity"));
            PodAffinity(faults, affinity.Mapping("podAffinity"));
            PodAffinity(faults, affinity.Mapping("podAntiAffinity"));
        }

        foreach (var toleration in spec.Mappings("tolerations"))
        {
            Toleration(faults, toleration);
        }

        Spread(faults, spec);
        Gates(faults, spec);
    }

    private static void NodeAffinity(ObjectFaults faults, MappingNode? affinity)
    {
        if (affinity?.Mapping("requiredDuringSchedulingIgnoredDuringExecution") is { } required)
        {
            if (required["nodeSelectorTerms"] is null or ScalarNode { IsNull: true } or SequenceNode { Items.Count: 0 })
            {
                faults.Add(
                    FaultTopic.Scheduling, required, "nodeSelectorTerms",
                    "A required node affinity needs a term. Add one to nodeSelectorTerms.");
            }

            foreach (var term in required.Mappings("nodeSelectorTerms"))
            {
                LabelChecks.NodeTerm(faults, term, isRequired: true);
            }
        }

        foreach (var preferred in affinity?.Mappings("preferredDuringSchedulingIgnoredDuringExecution") ?? [])
        {
            Weight(faults, preferred);
            if (preferred.Mapping("preference") is { } term)
            {
                LabelChecks.NodeTerm(faults, term, isRequired: false);
            }
        }
    }

    private static void PodAffinity(ObjectFaults faults, MappingNode? affinity)
    {
        foreach (var term in affinity?.Mappings("requiredDuringSchedulingIgnoredDuringExecution") ?? [])
        {
            AffinityTerm(faults, term);
        }

        foreach (var preferred in affinity?.Mappings("preferredDuringSchedulingIgnoredDuringExecution") ?? [])
        {
            Weight(faults, preferred);
            if (preferred.Mapping("podAffinityTerm") is { } term)
            {
                AffinityTerm(faults, term);
            }
        }
    }

    private static void Weight(ObjectFaults faults, MappingNode preferred)
    {
        if (preferred["weight"] is ScalarNode { IsNull: false })
        {
            faults.Range(FaultTopic.Scheduling, preferred, "weight", 1, LargestWeight);
        }
    }

    private static void AffinityTerm(ObjectFaults faults, MappingNode term)
    {
        if (term.Text("topologyKey") is { Length: > 0 } topology)
        {
            LabelChecks.Key(faults, term["topologyKey"]!, topology);
        }

        LabelChecks.Selector(faults, term.Mapping("labelSelector"));
        LabelChecks.Selector(faults, term.Mapping("namespaceSelector"));
        foreach (var ns in ObjectFaults.Texts(term, "namespaces"))
        {
            if (!ValidName.IsDnsLabel(ns.Value))
            {
                faults.Add(FaultTopic.Scheduling, ns.Node, $"{Wording.Quote(ns.Value)} is not a namespace. {Words.DnsLabel}");
            }
        }

        LabelKeys(faults, term, "matchLabelKeys");
        LabelKeys(faults, term, "mismatchLabelKeys");
        var matched = ObjectFaults.Texts(term, "matchLabelKeys").Select(key => key.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var key in ObjectFaults.Texts(term, "mismatchLabelKeys").Where(key => matched.Contains(key.Value)))
        {
            faults.Add(FaultTopic.Scheduling, key.Node, $"{key.Value} is also in matchLabelKeys. Remove it from one of them.");
        }
    }

    // Keys of labels that the server adds to the selector with the pod's own values.
    private static void LabelKeys(ObjectFaults faults, MappingNode owner, string field)
    {
        if (owner.Sequence(field) is not { Items.Count: > 0 } keys)
        {
            return;
        }

        if (owner.Mapping("labelSelector") is not { } selector)
        {
            faults.Add(FaultTopic.Scheduling, keys, $"{field} adds to a labelSelector, and there is none. Add one, or remove {field}.");
            return;
        }

        var selected = (selector.Mapping("matchLabels")?.Entries ?? []).Select(entry => entry.Name)
            .Concat(selector.Mappings("matchExpressions").Select(expression => expression.Text("key") ?? "")).ToHashSet(StringComparer.Ordinal);
        foreach (var key in ObjectFaults.Texts(owner, field))
        {
            LabelChecks.Key(faults, key.Node, key.Value);
            // The server itself adds the key to the selector of the pods that it keeps.
            if (!faults.IsFromCluster && selected.Contains(key.Value))
            {
                faults.Add(FaultTopic.Scheduling, key.Node, $"{key.Value} is also in the labelSelector. Remove it from one of them.");
            }
        }
    }

    /// <summary>Checks a toleration, of a pod or of a RuntimeClass.</summary>
    public static void Toleration(ObjectFaults faults, MappingNode toleration)
    {
        var key = toleration.Text("key") ?? "";
        var op = toleration.Text("operator") ?? "";
        var value = toleration.Text("value") ?? "";
        if (key.Length > 0)
        {
            LabelChecks.Key(faults, toleration["key"]!, key, "taint's key");
        }
        else if (op != "Exists")
        {
            faults.Add(
                FaultTopic.Scheduling, toleration, "operator",
                "A toleration without key tolerates every taint, with operator: Exists only. Write a key or operator: Exists.");
        }

        if (toleration.Scalar("tolerationSeconds") is not null && toleration.Text("effect") != "NoExecute")
        {
            faults.Add(
                FaultTopic.Scheduling, toleration, "effect",
                "tolerationSeconds counts for the effect NoExecute only. Write that effect, or remove tolerationSeconds.");
        }

        switch (op)
        {
            case "" or "Equal" when !ValidName.IsLabelValue(value):
                faults.Add(FaultTopic.Scheduling, toleration, "value", $"{Wording.Quote(value)} is not a value of a taint. {Words.LabelValue}");
                break;
            case "Exists" when value.Length > 0:
                faults.Add(
                    FaultTopic.Scheduling, toleration, "value",
                    "The operator Exists takes no value. Remove it, or write operator: Equal.");
                break;
            case "Lt" or "Gt" when faults.Version >= new KubernetesVersion(35) && !IsInteger(value):
                faults.Add(FaultTopic.Scheduling, toleration, "value", $"The operator {op} compares whole numbers. Write one in quotes.");
                break;
            case "" or "Equal" or "Exists" or "Lt" or "Gt":
                break;
            default:
                faults.Add(
                    FaultTopic.Scheduling, toleration, "operator",
                    $"The operator {Wording.Quote(op)} does not exist. Write Equal or Exists.");
                break;
        }

        faults.OneOf(FaultTopic.Scheduling, toleration, "effect", "NoSchedule", "PreferNoSchedule", "NoExecute", "");
    }

    private static bool IsInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private static void Spread(ObjectFaults faults, MappingNode spec)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var constraint in spec.Mappings("topologySpreadConstraints"))
        {
            if (constraint["maxSkew"] is ScalarNode { IsNull: false })
            {
                faults.Range(FaultTopic.Scheduling, constraint, "maxSkew", 1);
            }

            var unsatisfiable = constraint.Text("whenUnsatisfiable") ?? "";
            faults.OneOf(FaultTopic.Scheduling, constraint, "whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway");
            if (constraint.Text("topologyKey") is { Length: > 0 } key && !seen.Add((key, unsatisfiable)))
            {
                faults.Add(
                    FaultTopic.Scheduling, constraint, "topologyKey",
                    $"Two constraints spread over {key} with {unsatisfiable}. Remove one.");
            }

            faults.Range(FaultTopic.Scheduling, constraint, "minDomains", 1);
            if (faults.Integer(constraint, "minDomains") > 0 && unsatisfiable != "DoNotSchedule")
            {
                faults.Add(
                    FaultTopic.Scheduling, constraint, "minDomains",
                    "minDomains counts only with whenUnsatisfiable: DoNotSchedule. Write that, or remove minDomains.");
            }

            faults.OneOf(FaultTopic.Scheduling, constraint, "nodeAffinityPolicy", "Honor", "Ignore");
            faults.OneOf(FaultTopic.Scheduling, constraint, "nodeTaintsPolicy", "Honor", "Ignore");
            LabelKeys(faults, constraint, "matchLabelKeys");
            LabelChecks.Selector(faults, constraint.Mapping("labelSelector"));
        }
    }

    private static void Gates(ObjectFaults faults, MappingNode spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gate in spec.Mappings("schedulingGates"))
        {
            var name = gate.Text("name") ?? "";
            if (name.Length > 0 || gate["name"] is ScalarNode)
            {
                LabelChecks.Key(faults, gate["name"]!, name, "name of a scheduling gate", FaultTopic.Scheduling);
            }

            if (!names.Add(name))
            {
                faults.Add(FaultTopic.Scheduling, gate, "name", $"The scheduling gate {Wording.Quote(name)} is listed twice. Remove one.");
            }
        }

        if (names.Count > 0 && spec.Text("nodeName") is { Length: > 0 })
        {
            faults.Add(FaultTopic.Scheduling, spec, "nodeName", "A pod with schedulingGates has no node yet. Remove nodeName.");
        }
    }
}
