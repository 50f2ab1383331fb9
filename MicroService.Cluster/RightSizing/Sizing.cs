using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Resources;
using MicroService.Cluster.Prometheus;

namespace MicroService.Cluster.RightSizing;

/// <summary>Sizes the workloads of manifests by their history.</summary>
/// <param name="client">The Prometheus that has it.</param>
/// <param name="options">How sizes are decided.</param>
/// <param name="defaultNamespace">The namespace of objects that name none.</param>
public sealed class Sizing(PrometheusClient client, RightSizingOptions options, string defaultNamespace)
{
    private const int MostNamed = 20;
    private const int MostMissing = 3;

    /// <summary>Is told the namespace that is read, its number and how many there are.</summary>
    public Action<string, int, int> Progress { get; init; } = static (_, _, _) => { };

    /// <summary>Pods of which is known whose they are, by namespace and name, besides those that kube-state-metrics knows.</summary>
    public IReadOnlyDictionary<(string Namespace, string Pod), WorkloadKey> Owners { get; init; } = new Dictionary<(string, string), WorkloadKey>();

    /// <summary>The namespaces that are done; null to begin from the start, and to keep none.</summary>
    public SizingState? State { get; init; }

    /// <summary>The only workload to size; null for all of them. The others still count against quotas.</summary>
    public WorkloadKey? Only { get; init; }

    /// <summary>What names a workload of the manifests.</summary>
    public WorkloadKey KeyOf(KubernetesObject candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return new WorkloadKey(candidate.WrittenNamespace ?? defaultNamespace, candidate.Kind, candidate.Name);
    }

    /// <summary>Sizes everything that the manifests run.</summary>
    /// <param name="files">The manifests of one application; quotas and ranges among them are kept.</param>
    /// <param name="end">The end of the history.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="PrometheusException">The server answers nothing, or rejects the credential.</exception>
    public async Task<SizingReport> RunAsync(IReadOnlyList<ManifestFile> files, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var graph = new ObjectGraph(files);
        var workloads = graph.Workloads.Where(workload => workload.RunsAsWritten && !graph.IsMadeByCluster(workload.Object)
            && (Only is null || Only == KeyOf(workload.Object))).ToList();
        var (answers, missing) = (new List<ContainerAnswer>(), new List<string>());
        var namespaces = workloads.GroupBy(workload => KeyOf(workload.Object).Namespace, StringComparer.Ordinal).ToList();
        var reader = new UsageReader(client, options);
        foreach (var (index, group) in namespaces.Index())
        {
            Progress(group.Key, index + 1, namespaces.Count);
            if (State?.Find(group.Key) is { } done)
            {
                answers.AddRange(done);
                continue;
            }

            var wanted = group.Select(workload => KeyOf(workload.Object)).ToHashSet();
            var owners = Owners.Where(owner => owner.Key.Namespace == group.Key).ToDictionary(owner => owner.Key.Pod, owner => owner.Value, StringComparer.Ordinal);
            var usage = await reader.ReadAsync(group.Key, wanted, owners, end, cancellationToken).ConfigureAwait(false);
            if (client.Answers == 0 && client.LastFailure is { } failure)
            {
                throw failure;
            }

            missing.AddRange(usage.Missing.Select(what => $"{group.Key}: {what}"));
            var bounds = new NamespaceBounds(graph, group.Key, defaultNamespace);
            var sized = group.SelectMany(workload => bounds.ApplyToPod(
                [.. workload.Containers.Select(container => (container, bounds.Apply(AnswerOf(container, usage, graph, end))))])).ToList();
            answers.AddRange(sized);
            // What was answered in part is asked for again.
            if (State is not null && usage.Missing.Count == 0)
            {
                await State.AddAsync(group.Key, sized, cancellationToken).ConfigureAwait(false);
            }
        }

        return new SizingReport(WithinQuotas(answers, files), missing, client.Queries);
    }

    private ContainerAnswer AnswerOf(Container container, NamespaceUsage usage, ObjectGraph graph, DateTimeOffset end)
    {
        var key = KeyOf(container.Workload.Object);
        var present = PresentContainer.Of(container, key, graph);
        if (!usage.Workloads.TryGetValue(key, out var containers) || !containers.TryGetValue(container.Name, out var used))
        {
            var reason = usage.HasLostOwners ? "It was not answered, or in part, whose the pods are."
                : usage.HasLostUse ? "It was not answered, or in part, what its pods used."
                : !usage.HasSamples ? $"Prometheus has no samples of the namespace {key.Namespace}."
                : containers is not null ? "Prometheus has samples of its pods, but none of this container."
                : usage.Unowned.Count > 0 ? $"Prometheus knows no owner of {Named(usage.Unowned, "pods")}, and no other pods of this workload: kube-state-metrics is missing there, and names are no owners."
                : usage.Unplaced.Count > 0
                    ? $"Prometheus does not know whose {Named(usage.Unplaced, "others")} is: kube-state-metrics says nothing of it, and names are no owners."
                : "Prometheus has no samples of its pods.";
            return ContainerAnswer.Without(key, container.Name, present.Sizes, reason);
        }

        // An autoscaler of the manifests replaces the one that the cluster had.
        var targets = present.HasAutoscaler ? present.Targets
            : usage.Targets.Where(target => target.Key.Workload == key)
                .ToDictionary(target => target.Key.Resource, target => target.Value, StringComparer.Ordinal);
        var answer = new ContainerSizer(used, present, targets, options, end) { ScaledSince = SinceOf(present, usage, end) }.Answer();
        if (usage.HasLiveOwnersAlone)
        {
            answer = Doubtful(answer, "kube-state-metrics knows nothing here, so dead pods, restarts and kills do not count.");
        }

        if (!present.HasAutoscaler && targets.Count > 0 && usage.StateEnded is { } ended)
        {
            var then = DateTimeOffset.FromUnixTimeSeconds((long)ended);
            answer = Doubtful(
                answer, $"kube-state-metrics said nothing after {then:yyyy-MM-dd HH:mm}, so its autoscaler is that of then.", Confidence.Medium);
        }

        if (usage.Clusters.Count > 1)
        {
            answer = Doubtful(answer, $"The samples are of several clusters, {string.Join(", ", usage.Clusters)}: choose one by a matcher of its label.");
        }

        if (usage.Missing.Count == 0)
        {
            return answer;
        }

        var more = usage.Missing.Count > MostMissing ? $" and {usage.Missing.Count - MostMissing} more" : "";
        return Doubtful(answer, $"Not all was answered, or in part only: {string.Join("; ", usage.Missing.Take(MostMissing))}{more}.");
    }

    // One that was created again may have been there before.
    private double? SinceOf(PresentContainer present, NamespaceUsage usage, DateTimeOffset end)
    {
        var seen = usage.ScaledSince.TryGetValue(present.Workload, out var first) ? first : (double?)null;
        var since = seen is { } known && present.ScaledSince is { } created ? Math.Min(known, created) : seen ?? present.ScaledSince;
        return since > (end - TimeSpan.FromDays(options.Days)).ToUnixTimeSeconds() ? since : null;
    }

    private static ContainerAnswer Doubtful(ContainerAnswer answer, string note, Confidence most = Confidence.Low) => answer with
    {
        Confidence = answer.Confidence > most ? most : answer.Confidence,
        Notes = [.. answer.Notes, note],
    };

    private static string Named(IReadOnlyCollection<string> names, string what) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more {what}" : "");

    // What does not fit is not raised: the API server would refuse the pods.
    private List<ContainerAnswer> WithinQuotas(List<ContainerAnswer> answers, IReadOnlyList<ManifestFile> files)
    {
        var graph = new ObjectGraph(files);
        if (!graph.OfKind("ResourceQuota").Any())
        {
            return answers;
        }

        var changed = new ObjectGraph([.. files.Select(file => file.Clone())]);
        var rule = new RightSizingRule(answers, KeyOf);
        foreach (var operation in changed.Objects.SelectMany(candidate => rule.Inspect(candidate, new RuleContext(changed, new AuditSettings())))
            .SelectMany(finding => finding.Fix!.Operations).OfType<SetField>().ToList())
        {
            SetIn(operation);
        }

        changed = new ObjectGraph([.. changed.Objects.Select(candidate => candidate.File).Distinct()]);
        foreach (var quota in graph.OfKind("ResourceQuota"))
        {
            foreach (var hard in quota.Spec?.Mapping("hard")?.Entries ?? [])
            {
                var resource = hard.Name[(hard.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
                if (resource is "cpu" or "memory" && Quantity.Of(hard.Value) is { } allowed
                    && QuotaDemand.Of(hard.Name, quota.Namespace, changed) is { } then && QuotaDemand.Of(hard.Name, quota.Namespace, graph) is { } now
                    && then.Steady > allowed.Value && then.Steady > now.Steady)
                {
                    var note = $"{quota}: {hard.Name} is {then.TextOf(allowed.Value)} and {then.TextOf(then.Steady)} would be needed, so no {resource} is raised: raise the quota first.";
                    answers = [.. answers.Select(answer => answer.Workload.Namespace == (quota.WrittenNamespace ?? defaultNamespace) ? Held(answer, resource, note) : answer)];
                }
            }
        }

        return answers;
    }

    private static void SetIn(SetField operation)
    {
        var mapping = operation.Anchor;
        foreach (var key in operation.Path.SkipLast(1))
        {
            if (mapping.Mapping(key) is not { } next)
            {
                mapping.Set(key, next = new MappingNode());
            }

            mapping = next;
        }

        mapping.Set(operation.Path[^1], operation.Value.Clone());
    }

    private static ContainerAnswer Held(ContainerAnswer answer, string resource, string note)
    {
        var (present, right) = (answer.Present, answer.Right);
        static bool Rises(Quantity? now, Quantity? then) => then is { } larger && (now is not { } written || larger > written);
        var held = resource switch
        {
            "cpu" when Rises(present.CpuRequest, right.CpuRequest) => right with { CpuRequest = present.CpuRequest, CpuLimit = present.CpuLimit },
            "memory" when Rises(present.MemoryRequest, right.MemoryRequest) || Rises(present.MemoryLimit, right.MemoryLimit) =>
                right with { MemoryRequest = present.MemoryRequest, MemoryLimit = present.MemoryLimit },
            _ => right,
        };
        return held == right ? answer : answer with { Right = held, Notes = [.. answer.Notes, note] };
    }
}

/// <summary>The sizes of everything.</summary>
/// <param name="Answers">An answer for each container.</param>
/// <param name="Missing">What Prometheus did not answer, or answered in part.</param>
/// <param name="Queries">How many queries it was asked.</param>
public sealed record SizingReport(IReadOnlyList<ContainerAnswer> Answers, IReadOnlyList<string> Missing, int Queries);
