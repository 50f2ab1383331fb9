using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>When a Job has failed, and when it has succeeded, by policy.</summary>
/// <remarks>kubernetes: pkg/apis/batch/validation (validatePodFailurePolicy, validateSuccessPolicy).</remarks>
internal static class JobPolicyChecks
{
    private const int MostRules = 20;
    private const int MostCodes = 255;
    private const int LongestIndexes = 65_536;

    /// <summary>Checks what the failure policy of a Job says.</summary>
    public static void Failure(ObjectFaults faults, MappingNode spec)
    {
        if (spec.Mapping("podFailurePolicy") is not { } policy)
        {
            faults.OneOf(FaultTopic.Job, spec, "podReplacementPolicy", "TerminatingOrFailed", "Failed");
            return;
        }

        if (spec.Text("podReplacementPolicy") is { } replacement and not "Failed")
        {
            faults.Add(
                FaultTopic.Job, spec, "podReplacementPolicy",
                $"With a podFailurePolicy, pods are replaced when they have failed, not with {Wording.Quote(replacement)}. "
                + "Write Failed, or remove it.");
        }

        if (spec.Mapping("template")?.Mapping("spec") is { } pod && pod.Text("restartPolicy") == "OnFailure")
        {
            faults.Add(
                FaultTopic.Job, pod, "restartPolicy",
                "A podFailurePolicy needs pods that end when they fail. Write restartPolicy: Never.");
        }

        var containers = ContainerNames(spec.Mapping("template")?.Mapping("spec"));
        var rules = policy.Mappings("rules").ToList();
        if (rules.Count > MostRules)
        {
            faults.Add(
                FaultTopic.Job, policy, "rules",
                $"A podFailurePolicy has at most {MostRules} rules. Remove {rules.Count - MostRules}.");
        }

        foreach (var rule in rules)
        {
            faults.OneOf(FaultTopic.Job, rule, "action", "Count", "FailIndex", "FailJob", "Ignore");
            if (rule.Text("action") == "FailIndex" && spec.Scalar("backoffLimitPerIndex") is null)
            {
                faults.Add(FaultTopic.Job, rule, "action", "FailIndex needs the backoffLimitPerIndex of the Job. Add it.");
            }

            var codes = rule.Mapping("onExitCodes");
            var conditions = rule.Sequence("onPodConditions");
            var hasConditions = conditions is { Items.Count: > 0 };
            if (codes is null && !hasConditions)
            {
                faults.Add(FaultTopic.Job, rule, "A rule of a podFailurePolicy needs a condition. Write onExitCodes or onPodConditions.");
            }
            else if (codes is not null && hasConditions)
            {
                faults.Add(
                    FaultTopic.Job, conditions!,
                    "A rule of a podFailurePolicy has one condition. Move onPodConditions to a rule of its own.");
            }

            if (codes is not null)
            {
                ExitCodes(faults, codes, containers);
            }

            foreach (var condition in conditions?.Items.OfType<MappingNode>() ?? [])
            {
                if (condition.Text("type") is { Length: > 0 } type)
                {
                    LabelChecks.Key(faults, condition["type"]!, type, "condition type", FaultTopic.Job);
                }

                faults.OneOf(FaultTopic.Job, condition, "status", "True", "False", "Unknown", "");
            }
        }
    }

    // Null if a name is at fault: a reference that finds none may mean that one.
    private static HashSet<string>? ContainerNames(MappingNode? pod)
    {
        var containers = pod?.Sequence("containers")?.Items.Concat(pod.Sequence("initContainers")?.Items ?? [])
            .Select(container => (container as MappingNode)?.Scalar("name") is { Kind: ScalarKind.String } name && ValidName.IsDnsLabel(name.Value) ? name.Value : null).ToList();
        return containers is null or [] || containers.Contains(null) ? null : containers.OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private static void ExitCodes(ObjectFaults faults, MappingNode codes, HashSet<string>? containers)
    {
        if (codes.Text("containerName") is { } name && containers?.Contains(name) == false)
        {
            faults.Add(
                FaultTopic.Job, codes, "containerName",
                $"The pod has no container {Wording.Quote(name)}. Write a container's name, or remove containerName.");
        }

        faults.OneOf(FaultTopic.Job, codes, "operator", "In", "NotIn");
        if (codes["values"] is null or ScalarNode { IsNull: true } or SequenceNode { Items.Count: 0 or > MostCodes })
        {
            faults.Add(FaultTopic.Job, codes, "values", $"onExitCodes takes 1 to {MostCodes} values. List them.");
            return;
        }

        long? last = null;
        foreach (var item in codes.Sequence("values")?.Items ?? [])
        {
            if (faults.Integer(item) is not { } code)
            {
                continue;
            }

            if (code == 0 && codes.Text("operator") == "In")
            {
                faults.Add(FaultTopic.Job, item, "The exit code 0 is not a failure. Remove it.");
            }
            else if (code <= last)
            {
                faults.Add(FaultTopic.Job, item, code == last ? $"The exit code {code} is listed twice. Remove one." : "The exit codes are not in order. Sort them.");
            }

            last = code;
        }
    }

    /// <summary>Checks what the success policy of a Job says.</summary>
    public static void Success(ObjectFaults faults, MappingNode spec)
    {
        if (spec.Mapping("successPolicy") is not { } policy)
        {
            return;
        }

        if (spec.Text("completionMode") != "Indexed")
        {
            faults.Add(FaultTopic.Job, policy, "Only a Job with completionMode: Indexed has a successPolicy. Write that, or remove it.");
            return;
        }

        var completions = faults.Integer(spec, "completions") ?? 0;
        var rules = policy.Mappings("rules").ToList();
        if (rules.Count is 0 or > MostRules)
        {
            faults.Add(FaultTopic.Job, policy, "rules", $"A successPolicy has 1 to {MostRules} rules. Write them, or remove the policy.");
        }

        foreach (var rule in rules)
        {
            var indexes = rule.Text("succeededIndexes");
            var count = faults.Integer(rule, "succeededCount");
            if (indexes is null && count is null)
            {
                faults.Add(FaultTopic.Job, rule, "A rule of a successPolicy needs a condition. Write succeededIndexes or succeededCount.");
            }

            faults.Range(FaultTopic.Job, rule, "succeededCount", 0);
            var total = indexes is null ? completions : IndexCount(indexes, completions);
            if (indexes is not null && (total is null || indexes.Length > LongestIndexes))
            {
                faults.Add(
                    FaultTopic.Job, rule, "succeededIndexes",
                    $"{Wording.Quote(indexes)} is not a list of indexes. Write rising numbers below {completions} and ranges, such as 0,2-3.");
            }
            else if (count > total)
            {
                faults.Add(
                    FaultTopic.Job, rule, "succeededCount",
                    $"succeededCount is {count}, and there are {total} indexes. Write at most that.");
            }
        }
    }

    // Null if it is not a list of rising indexes.
    private static long? IndexCount(string indexes, long completions)
    {
        if (indexes.Length == 0)
        {
            return 0;
        }

        var (last, count) = (-1L, 0L);
        foreach (var interval in indexes.Split(','))
        {
            var limits = interval.Split('-');
            if (limits.Length > 2 || !long.TryParse(limits[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !long.TryParse(limits[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
                || first <= last || end >= completions || (limits.Length == 2 && first >= end))
            {
                return null;
            }

            (last, count) = (end, count + end - first + 1);
        }

        return count;
    }
}
