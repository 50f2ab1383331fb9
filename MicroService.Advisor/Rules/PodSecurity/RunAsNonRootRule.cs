using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The kubelet refuses containers that would run as root.</summary>
public sealed class RunAsNonRootRule : WorkloadRule
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
        FixSummary = "Sets runAsNonRoot, with a uid where none is set: the known one of the image, else 10001; safe where all uids are set already.",
    };

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var users = new NonRootUser(workload);
        var ofPod = workload.SecurityContext?.Scalar("runAsNonRoot");
        if (ofPod?.AsBoolean != true)
        {
            var inheriting = workload.Containers.Where(container => container.SecurityContext?.Scalar("runAsNonRoot") is null).ToList();
            if (ofPod is not null)
            {
                yield return Report(workload, ofPod, "The pod says that its containers may run as root: runAsNonRoot is not true.", Fix(users, workload.PodSpec, inheriting));
            }
            else if (inheriting.Count > 0)
            {
                var node = (Node?)workload.SecurityContext ?? workload.PodSpec;
                yield return Report(workload, node, $"Nothing keeps {ContainerNames.Of(inheriting)} from running as root.", Fix(users, workload.PodSpec, inheriting));
            }
        }

        foreach (var container in workload.Containers)
        {
            if (container.SecurityContext?.Scalar("runAsNonRoot") is { } own && own.AsBoolean != true)
            {
                yield return Report(workload.Object, own, "The container may run as root: its runAsNonRoot is not true.", Fix(users, container.Node, [container]), container);
            }
        }
    }

    // With a uid of its own, no container can be stopped by the setting.
    private static Fix Fix(NonRootUser users, MappingNode owner, IReadOnlyList<Container> containers)
    {
        const string Description = "run as a user that isn't root";
        var fix = containers.All(NonRootUser.IsCertain) ? Fixing.Fix.Safe("require a user that isn't root") : Fixing.Fix.Review(Description);
        return users.Give(fix.Set(owner, ["securityContext", "runAsNonRoot"], true), containers);
    }
}
