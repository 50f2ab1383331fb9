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
        else if (spec.Boolean("manualSelector") != true && faults.Object.Metadata?.Text("name") is { Length: > ValidName.LongestLabel } longName)
        {
            faults.Add(
                FaultTopic.ObjectName, faults.Object.Metadata, "name",
                $"The name of a Job is a label of its pods, and so has at most {ValidName.LongestLabel} characters. This has {longName.Length}.");
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

        JobPolicyChecks.Failure(faults, spec);
        JobPolicyChecks.Success(faults, spec);
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

    private static bool IsDomainPath(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && ValidName.IsDnsSubdomain(text.AsSpan(0, slash)) && slash < text.Length - 1
        && !text.AsSpan(slash + 1).ContainsAny(NotInPaths);
}
