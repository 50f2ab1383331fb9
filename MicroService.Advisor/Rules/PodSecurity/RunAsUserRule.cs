using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>No container asks for root.</summary>
public sealed class RunAsUserRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "run-as-user",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "No container is told to run as uid 0",
        Why = "uid 0 is root: a way out of the container is a way into the node, and with runAsNonRoot the container does not even start.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["container-security-context-user-group-id"],
        },
        Difference = "any uid but 0 passes, where kube-score asks for uids and gids above 10,000. Images bring their own uid (1654 in "
            + "those of .NET, 999 in that of PostgreSQL) and own their files with it; what keeps a uid apart from the node's is "
            + "a user namespace (hostUsers: false).",
        FixSummary = "Sets the known uid of the image, else 10001, with a group for volumes and low ports opened where they are declared; none where the container seems to need root.",
    };

    /// <summary>Root in a user namespace of the pod's own is not root on the node.</summary>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload)
    {
        if (workload.HasUserNamespace)
        {
            yield break;
        }

        if (workload.SecurityContext?.Scalar("runAsUser") is { AsInteger: 0 } ofPod)
        {
            yield return Restricted(ofPod, Message("The pod", workload.SecurityContext.Boolean("runAsNonRoot"))) with
            {
                ProposeFix = () => workload.IsWindows ? null : new NonRootUser(workload).GivePod(Fix.Review(Description)),
                Objection = graph => RootNeed.Objection(Inheriting(workload), graph) ?? RootNeed.UnknownStore(Inheriting(workload))
                    ?? SharedFiles.Objection(workload, graph),
            };
        }

        foreach (var container in workload.AdmittedContainers)
        {
            if (container.SecurityContext?.Scalar("runAsUser") is { AsInteger: 0 } own)
            {
                var isRefused = container.EffectiveSecurity("runAsNonRoot")?.AsBoolean;
                yield return Restricted(own, Message("The container", isRefused), container) with
                {
                    ProposeFix = () => workload.IsWindows ? null : new NonRootUser(workload).Give(Fix.Review(Description), [container]),
                    Objection = graph => RootNeed.Objection([container], graph) ?? RootNeed.UnknownStore([container])
                        ?? SharedFiles.Objection(workload, graph),
                };
            }
        }
    }

    /// <summary>Only what is written counts: the image's own user may well be another than root.</summary>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.SecurityContext?.Scalar("runAsUser") is not null
        || workload.AdmittedContainers.Any(container => container.SecurityContext?.Scalar("runAsUser") is not null);

    private static IEnumerable<Container> Inheriting(Workload workload) =>
        workload.Containers.Where(container => container.SecurityContext?.Scalar("runAsUser") is null);

    private const string Description = "run as another user than root";

    private static string Message(string who, bool? nonRoot) => nonRoot == true
        ? $"{who} asks for uid 0 and for runAsNonRoot: it cannot start."
        : $"{who} asks for uid 0, which is root.";
}
