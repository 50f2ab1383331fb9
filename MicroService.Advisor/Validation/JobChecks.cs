using System.Buffers;
using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Jobs and the Jobs of CronJobs.</summary>
/// <remarks>kubernetes: pkg/apis/batch/validation.</remarks>
internal static class JobChecks
{
    private const int MostIndexes = 100_000;
    private const int MostRules = 20;
    private const int MostCodes = 255;
    private const int LongestIndexes = 65_536;

    private static readonly SearchValues<char> NotInPaths = SearchValues.Create(" %?#\"<>\\^`{|}");

    private static readonly string[] Amounts =
        ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    /// <summary>Checks a Job.</summary>
    public static void Job(ObjectFaults faults)
    {
        if (faults.Object.Spec is not { } spec)
        {
            return;
        }

        Check(faults, spec);
        Selector(faults, spec);
        if (spec.Text("completionMode") == "Indexed" && faults.Integer(spec, "completions") is > 0 and var completions
            && faults.Object.Metadata?.Text("name") is { Length: > 0 } name && ValidName.IsDnsSubdomain(name)
            && string.Create(CultureInfo.InvariantCulture, $"{name}-{completions - 1}") is var host && !ValidName.IsDnsLabel(host))
        {
            faults.Add(
                FaultTopic.ObjectName, faults.Object.Metadata, "name",
                $"The pods of an indexed Job have host names such as {Wording.Quote(host)}, which are DNS labels. Write a name without dots, of at most {ValidName.LongestLabel - (host.Length - name.Length)} characters.");
        }
    }

    // A Job gets a selector and labels of its own, unless it asks for none.
    private static void Selector(ObjectFaults faults, MappingNode spec)
    {
        var selector = spec.Mapping("selector");
        LabelChecks.Selector(faults, selector);
        if (spec.Boolean("manualSelector") == true)
        {
            if (selector is null)
            {
                faults.Add(
                    FaultTopic.Job, spec, "manualSelector",
                    "A manualSelector needs a selector. Remove manualSelector: the Job gets one of its own.");
            }
            else if (!LabelSelector.Of(selector).Matches(spec.Mapping("template")?.Mapping("metadata")?.Mapping("labels")))
            {
                faults.Add(
                    FaultTopic.Job, selector,
                    "The selector does not match the labels of the pod template. "
                    + "Remove it and manualSelector: the Job gets one of its own.");
            }
        }
        else if (!faults.IsFromCluster)
        {
            GeneratedLabels(faults, spec.Mapping("template")?.Mapping("metadata")?.Mapping("labels"));
            if (selector is not null && !IsGenerated(selector, faults.Object.Metadata?.Text("name") ?? ""))
            {
                faults.Add(FaultTopic.Job, selector, "A Job gets a selector of its own. Remove it.");
            }
        }
    }

    // The labels that the server gives the pods; it refuses others under their keys.
    private static void GeneratedLabels(ObjectFaults faults, MappingNode? labels)
    {
        foreach (var entry in labels?.Entries ?? [])
        {
            if (entry.Name is "controller-uid" or "batch.kubernetes.io/controller-uid"
                || (entry.Name is "job-name" or "batch.kubernetes.io/job-name" && (entry.Value as ScalarNode)?.Value != faults.Object.Metadata?.Text("name")))
            {
                faults.Add(FaultTopic.Job, entry.Key, $"A Job sets the label {entry.Name} of its pods itself. Remove it.");
            }
        }
    }

    // Whether the selector asks for nothing but what the server gives the pods.
    private static bool IsGenerated(MappingNode selector, string name)
    {
        var labels = MappingNode.Of(("job-name", name), ("batch.kubernetes.io/job-name", name));
        return (selector.Mapping("matchLabels")?.Entries ?? []).All(entry => labels.Text(entry.Name) == (entry.Value as ScalarNode)?.Value)
            && selector.Mappings("matchExpressions").All(expression => expression.Text("operator") switch
            {
                "Exists" => labels.Has(expression.Text("key") ?? "") || expression.Text("key") is "controller-uid" or "batch.kubernetes.io/controller-uid",
                "DoesNotExist" or "NotIn" => !labels.Has(expression.Text("key") ?? ""),
                _ => labels.Text(expression.Text("key") ?? "") is { } own
                    && (expression.Sequence("values")?.Items.OfType<ScalarNode>().Any(value => value.Value == own) ?? false),
            });
    }

    /// <summary>Checks a CronJob.</summary>
    public static void CronJob(ObjectFaults faults)
    {
        if (faults.Object.Spec is not { } spec)
        {
            return;
        }

        if (spec.Text("schedule") is { Length: > 0 } schedule && CronSchedule.FaultOf(schedule) is { } fault)
        {
            faults.Add(FaultTopic.Schedule, spec, "schedule", fault);
        }

        if (spec.Text("timeZone") is { } zone && !TimeZones.Has(zone))
        {
            faults.Add(
                FaultTopic.Schedule, spec, "timeZone",
                TimeZones.Find(zone) is { } meant ? $"{Wording.Quote(zone)} is not a time zone. Write {meant}." : $"{Wording.Quote(zone)} is not a time zone. Write one of the IANA database, such as Europe/Berlin or Etc/UTC.");
        }

        foreach (var field in new[] { "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit" })
        {
            faults.Range(FaultTopic.Schedule, spec, field, 0);
        }

        if (spec.Mapping("jobTemplate")?.Mapping("spec") is not { } job)
        {
            return;
        }

        Check(faults, job);
        faults.Forbid(FaultTopic.Job, job, "selector", "Each Job of a CronJob gets a selector of its own.");
        if (job.Boolean("manualSelector") == true)
        {
            faults.Add(FaultTopic.Job, job, "manualSelector", "Each Job of a CronJob gets a selector of its own. Remove manualSelector.");
        }
    }

    private static void Check(ObjectFaults faults, MappingNode spec)
    {
        foreach (var field in Amounts)
        {
            faults.Range(FaultTopic.Job, spec, field, 0);
        }

        Completion(faults, spec);
        if (spec.Text("managedBy") is { } manager && (manager.Length > ValidName.LongestLabel || !IsDomainPath(manager)))
        {
            faults.Add(
                FaultTopic.Job, spec, "managedBy",
                $"{Wording.Quote(manager)} names no controller. Write a domain, \"/\" and a name, such as example.com/controller.");
        }

        FailurePolicy(faults, spec);
        SuccessPolicy(faults, spec);
        PodChecks.Template(faults, spec.Mapping("template"), []);
    }

    private static void Completion(ObjectFaults faults, MappingNode spec)
    {
        var isIndexed = spec.Text("completionMode") == "Indexed";
        var completions = faults.Integer(spec, "completions");
        var parallelism = faults.Integer(spec, "parallelism");
        var perIndex = faults.Integer(spec, "backoffLimitPerIndex");
        var failed = faults.Integer(spec, "maxFailedIndexes");
        faults.OneOf(FaultTopic.Job, spec, "completionMode", "Indexed", "NonIndexed");
        if (!isIndexed)
        {
            foreach (var field in new[] { "backoffLimitPerIndex", "maxFailedIndexes" })
            {
                faults.Forbid(FaultTopic.Job, spec, field, "Only a Job with completionMode: Indexed has indexes.");
            }

            return;
        }

        if (completions is null && spec["completions"] is null or ScalarNode { IsNull: true })
        {
            faults.Add(
                FaultTopic.Job, spec, "completions",
                "A Job with completionMode: Indexed needs completions. Write how many indexes it has.");
        }

        if (parallelism > MostIndexes)
        {
            faults.Add(FaultTopic.Job, spec, "parallelism", $"An indexed Job runs at most {MostIndexes} pods at once. Lower parallelism.");
        }

        if (failed is not null && perIndex is null)
        {
            faults.Add(FaultTopic.Job, spec, "maxFailedIndexes", "maxFailedIndexes needs backoffLimitPerIndex beside it. Add it.");
        }

        if (failed > MostIndexes || failed > completions)
        {
            faults.Add(
                FaultTopic.Job, spec, "maxFailedIndexes",
                $"maxFailedIndexes is {failed}. Write at most {Math.Min(completions ?? MostIndexes, MostIndexes)}.");
        }

        if (completions > MostIndexes && perIndex is not null)
        {
            if (failed is null or > 10_000)
            {
                faults.Add(
                    FaultTopic.Job, spec, "maxFailedIndexes",
                    $"With more than {MostIndexes} completions and a backoffLimitPerIndex, write maxFailedIndexes of at most 10000.");
            }
            else if (parallelism > 10_000)
            {
                faults.Add(
                    FaultTopic.Job, spec, "parallelism",
                    $"With more than {MostIndexes} completions and a backoffLimitPerIndex, write parallelism of at most 10000.");
            }
        }
    }

    private static void FailurePolicy(ObjectFaults faults, MappingNode spec)
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

    private static void SuccessPolicy(ObjectFaults faults, MappingNode spec)
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

    private static bool IsDomainPath(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && ValidName.IsDnsSubdomain(text.AsSpan(0, slash)) && slash < text.Length - 1
        && !text.AsSpan(slash + 1).ContainsAny(NotInPaths);
}
