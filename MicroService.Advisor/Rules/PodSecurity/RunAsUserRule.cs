using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>No container asks for root.</summary>
public sealed class RunAsUserRule : WorkloadRule
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
        FixSummary = "Sets the known uid of the image, else 10001, with a group for volumes and low ports opened where they are declared.",
    };

    /// <summary>Only what is written counts: the image's own user may well be another than root.</summary>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        !workload.IsWindows && (workload.SecurityContext?.Scalar("runAsUser") is not null
            || workload.Containers.Any(container => container.SecurityContext?.Scalar("runAsUser") is not null));

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var users = new NonRootUser(workload);
        if (workload.SecurityContext?.Scalar("runAsUser") is { AsInteger: 0 } ofPod)
        {
            yield return Report(workload, ofPod, Message("The pod", workload.SecurityContext.Boolean("runAsNonRoot")), users.GivePod(Fixing.Fix.Review(Description)));
        }

        foreach (var container in workload.Containers)
        {
            if (container.SecurityContext?.Scalar("runAsUser") is { AsInteger: 0 } own)
            {
                var isRefused = container.EffectiveSecurity("runAsNonRoot")?.AsBoolean;
                yield return Report(workload.Object, own, Message("The container", isRefused), users.Give(Fixing.Fix.Review(Description), [container]), container);
            }
        }
    }

    private const string Description = "run as another user than root";

    private static string Message(string who, bool? nonRoot) => nonRoot == true
        ? $"{who} asks for uid 0 and for runAsNonRoot: it cannot start."
        : $"{who} asks for uid 0, which is root.";
}
