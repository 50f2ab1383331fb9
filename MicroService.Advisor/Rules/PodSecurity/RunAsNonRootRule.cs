using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
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
                var message = ofPod is not null
                    ? "The pod says that its containers may run as root: runAsNonRoot is not true."
                    : $"Nothing keeps {ContainerNames.Of(inheriting)} from running as root.";
                yield return Restricted(node, message) with
                {
                    ProposeFix = () => Require(workload, workload.PodSpec, inheriting),
                    Objection = () => RootNeed.Objection(inheriting) ?? RootNeed.UnknownStore(inheriting),
                };
            }
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (container.SecurityContext?.Scalar("runAsNonRoot") is { } own && own.AsBoolean != true)
            {
                yield return Restricted(own, "The container may run as root: its runAsNonRoot is not true.", container) with
                {
                    ProposeFix = () => Require(workload, container.Node, [container]),
                    Objection = () => RootNeed.Objection([container]) ?? RootNeed.UnknownStore([container]),
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
