using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The kubelet refuses containers that would run as root.</summary>
public sealed class RunAsNonRootRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "run-as-non-root",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers are kept from running as root",
        Why = "Root in a container is root on the node once a runtime or kernel flaw lets it out; runAsNonRoot makes the kubelet refuse to start such a container.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["run-as-non-root"],
            Polaris = ["runAsRootAllowed"],
        },
        FixSummary = "Sets runAsNonRoot, with a uid where none is set: the known one of the image, else 10001; safe where all uids are set already; none where a container seems to need root.",
    };

    /// <summary>Root in a user namespace of the pod's own is not root on the node.</summary>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload)
    {
        if (workload.HasUserNamespace)
        {
            yield break;
        }

        var ofPod = workload.SecurityContext?.Scalar("runAsNonRoot");
        if (ofPod?.AsBoolean != true)
        {
            var inheriting = workload.AdmittedContainers
                .Where(container => container.SecurityContext?.Scalar("runAsNonRoot") is null).ToList();
            if (ofPod is not null || inheriting.Count > 0)
            {
                var node = ofPod ?? (Node?)workload.SecurityContext ?? workload.PodSpec;
                var uncertain = inheriting.Where(container => !NonRootUser.IsCertain(container)).ToList();
                var message = (ofPod, uncertain.Count) switch
                {
                    (null, 0) => $"A uid other than 0 is set for {ContainerNames.Of(inheriting)}, but runAsNonRoot is not, so nothing refuses a later change to root.",
                    (null, _) => $"Nothing keeps {ContainerNames.Of(uncertain)} from running as root.",
                    (_, 0) when inheriting.Count > 0 => "The pod's runAsNonRoot is not true: uids other than 0 are set, but nothing refuses a later change to root.",
                    _ => "The pod says that its containers may run as root: runAsNonRoot is not true.",
                };
                yield return Restricted(node, message) with
                {
                    ProposeFix = () => Require(workload, workload.PodSpec, inheriting),
                    Objection = graph => RootNeed.Objection(inheriting, graph) ?? RootNeed.UnknownStore(inheriting)
                        ?? SharedFiles.Objection(workload, graph),
                };
            }
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (container.SecurityContext?.Scalar("runAsNonRoot") is { } own && own.AsBoolean != true)
            {
                var message = NonRootUser.IsCertain(container)
                    ? "The container's runAsNonRoot is not true: it has a uid other than 0, but nothing refuses a later change to root."
                    : "The container may run as root: its runAsNonRoot is not true.";
                yield return Restricted(own, message, container) with
                {
                    ProposeFix = () => Require(workload, container.Node, [container]),
                    Objection = graph => RootNeed.Objection([container], graph) ?? RootNeed.UnknownStore([container])
                        ?? SharedFiles.Objection(workload, graph),
                };
            }
        }
    }

    // With a uid of its own, no container can be stopped by the setting. Ephemeral containers can't be changed.
    private static Fix Require(Workload workload, MappingNode owner, IReadOnlyList<Container> containers)
    {
        var changeable = containers.Where(container => !container.IsEphemeral).ToList();
        var fix = changeable.All(NonRootUser.IsCertain)
            ? Fix.Safe("require a user that isn't root")
            : Fix.Review("run as a user that isn't root");
        return new NonRootUser(workload).Give(fix.Set(owner, ["securityContext", "runAsNonRoot"], true), changeable);
    }
}
