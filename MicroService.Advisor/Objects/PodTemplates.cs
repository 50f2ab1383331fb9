using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>Finds the pod templates of an object: where the built-in kinds have theirs, in custom resources by their shape.</summary>
internal static class PodTemplates
{
    // Their controllers make pods as the template says, and take all of a pod's fields.
    private static readonly string[] Familiar =
    [
        "Rollout.argoproj.io", "DeploymentConfig.apps.openshift.io",
        "CloneSet.apps.kruise.io", "StatefulSet.apps.kruise.io", "DaemonSet.apps.kruise.io", "BroadcastJob.apps.kruise.io",
    ];

    // What looks like a pod in them is a pattern, a patch or a schema.
    private static readonly string[] WithoutPods = ["apiextensions.k8s.io", "admissionregistration.k8s.io", "kyverno.io", "gatekeeper.sh"];

    private static readonly string[] EndingKinds = ["Job", "JobSet", "Task", "Run", "Workflow", "WorkflowTemplate"];

    private static readonly string[] StepKinds = ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"];

    /// <summary>True for the kinds that every cluster has.</summary>
    public static bool IsBuiltIn(KubernetesObject owner) => owner.Group is "" or "apps" or "extensions" or "batch";

    /// <summary>True for a kind, with its group behind it, that is known here though it isn't built in.</summary>
    public static bool IsFamiliar(string kind) => Familiar.Contains(kind, StringComparer.Ordinal);

    /// <summary>The mappings that hold a pod's metadata and spec, the latter always.</summary>
    public static IReadOnlyList<MappingNode> Of(KubernetesObject owner)
    {
        if (!IsBuiltIn(owner))
        {
            return OfCustomResource(owner);
        }

        var template = owner.Kind switch
        {
            "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" when owner.Group is "apps" or "extensions" => owner.Spec?.Mapping("template"),
            "ReplicationController" when owner.Group == "" => owner.Spec?.Mapping("template"),
            "PodTemplate" when owner.Group == "" => owner.Root.Mapping("template"),
            "Job" when owner.Group == "batch" => owner.Spec?.Mapping("template"),
            "CronJob" when owner.Group == "batch" => owner.Spec?.Mapping("jobTemplate")?.Mapping("spec")?.Mapping("template"),
            "Pod" when owner.Group == "" => owner.Root,
            _ => null,
        };
        return template?.Mapping("spec") is not null ? [template] : [];
    }

    /// <summary>True if the templates of an object are steps of Argo's workflows, with a pod's fields and one container each.</summary>
    public static bool HasSteps(KubernetesObject owner) =>
        owner.Group == "argoproj.io" && StepKinds.Contains(owner.Kind, StringComparer.Ordinal);

    /// <summary>The spec of a workflow, which has the defaults of its steps' pods.</summary>
    public static MappingNode? WorkflowOf(KubernetesObject owner) =>
        !HasSteps(owner) ? null : owner.Kind == "CronWorkflow" ? owner.Spec?.Mapping("workflowSpec") : owner.Spec;

    /// <summary>The containers of a workflow's step, beside those that a pod has.</summary>
    public static IEnumerable<MappingNode> StepContainers(MappingNode step) =>
        new[] { step.Mapping("container"), step.Mapping("script") }.OfType<MappingNode>()
            .Concat(step.Mapping("containerSet")?.Mappings("containers") ?? []).Concat(step.Mappings("sidecars"));

    /// <summary>True if the pods of a custom resource end by themselves, by what the resource is called or says of restarts.</summary>
    public static bool RunsToAnEnd(KubernetesObject owner, MappingNode? template) =>
        EndingKinds.Any(ending => owner.Kind.EndsWith(ending, StringComparison.Ordinal))
        || Restarts(template?.Mapping("spec")) || Restarts(template?.Parent as MappingNode);

    private static bool Restarts(MappingNode? holder) => holder?.Text("restartPolicy") is "Never" or "OnFailure";

    private static List<MappingNode> OfCustomResource(KubernetesObject owner)
    {
        var found = new List<MappingNode>();
        if (owner is { Group: "serving.knative.dev", Kind: "Revision" } && IsTemplate(owner.Root))
        {
            found.Add(owner.Root);
        }
        else if (IsFamiliar($"{owner.Kind}.{owner.Group}"))
        {
            found.AddRange(owner.Spec?.Mapping("template") is { } template && template.Mapping("spec") is not null ? [template] : []);
        }
        else if (HasSteps(owner))
        {
            found.AddRange((WorkflowOf(owner)?.Mappings("templates") ?? []).Where(step => StepContainers(step).Any(HasImage)));
        }
        else if (owner.Spec is { } spec && !WithoutPods.Any(group => owner.Group.EndsWith(group, StringComparison.Ordinal)))
        {
            foreach (var entry in spec.Entries)
            {
                Collect(entry, found);
            }
        }

        return found;
    }

    private static void Collect(MappingEntry entry, List<MappingNode> found)
    {
        // A patch completes pods that are described elsewhere.
        if (!entry.Name.StartsWith("patch", StringComparison.OrdinalIgnoreCase))
        {
            Collect(entry.Value, found);
        }
    }

    private static void Collect(Node node, List<MappingNode> found)
    {
        if (node is MappingNode mapping)
        {
            if (IsTemplate(mapping))
            {
                found.Add(mapping);
                return;
            }

            foreach (var entry in mapping.Entries)
            {
                Collect(entry, found);
            }
        }
        else if (node is SequenceNode sequence)
        {
            foreach (var item in sequence.Items)
            {
                Collect(item, found);
            }
        }
    }

    private static bool IsTemplate(MappingNode mapping) =>
        mapping.Mapping("spec")?.Sequence("containers") is { Items.Count: > 0 } containers
        && containers.Items.All(item => item is MappingNode)
        && containers.Items.OfType<MappingNode>().Any(HasImage);

    /// <summary>True if a container names its image.</summary>
    public static bool HasImage(MappingNode container) => container.Text("image") is { Length: > 0 } image && IsReference(image);

    private static bool IsReference(string image) =>
        !image.Contains("{{", StringComparison.Ordinal) && image.All(letter => !char.IsWhiteSpace(letter) && letter is not ('*' or '!' or '?'));
}
