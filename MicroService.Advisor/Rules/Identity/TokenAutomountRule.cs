using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Pods that do not call the Kubernetes API hold no token for it.</summary>
public sealed class TokenAutomountRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "token-automount",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Only pods that call the Kubernetes API get a token for it",
        Why = "A token lies in every container unless told otherwise, so one flaw that reads files gives an intruder a login to the API server.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            Polaris = ["automountServiceAccountToken"],
        },
        Difference = "a pod that calls the API may have its token.",
        FixSummary = "Sets automountServiceAccountToken to false on the pods, if no role is bound to their account; none for an account that is not given, programs that work with the API by their image, command or settings, and injectors that log in with the token.",
    };

    /// <summary>
    /// Of a part of an application, only the default account is known to have no rights: other accounts' may be elsewhere.
    /// </summary>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        !workload.IsStep && (!context.Settings.Partial || workload.ServiceAccountName == "default");

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var name = workload.ServiceAccountName;
        var ofPod = workload.PodSpec.Scalar("automountServiceAccountToken");
        var ofAccount = context.Graph.FindFor(workload, "ServiceAccount", name)?.Root.Boolean("automountServiceAccountToken");
        if ((ofPod?.AsBoolean ?? ofAccount) == false || context.Graph.BindingsOf(workload, name).Any() || ApiPrograms.RunIn(workload, context.Graph))
        {
            yield break;
        }

        if (ofPod is not null)
        {
            // Somebody wanted the token, whatever for.
            yield return Report(workload, ofPod, $"The pods ask for a token of the service account {name}, which has no rights here.");
            yield break;
        }

        var node = workload.PodSpec.Scalar("serviceAccountName") ?? (Node)workload.PodSpec;
        // Who names an account that is kept elsewhere may keep its rights there, too.
        var isKnown = name == "default" || context.Graph.FindFor(workload, "ServiceAccount", name) is not null;
        yield return Report(
            workload, node,
            $"The pods hold a token of the service account {name}, though nothing here gives it any rights"
            + (isKnown ? "." : "; the account is not given, so decide whether the pods call the API."),
            isKnown
                ? Fixes.Fix.Review("mount no service account token").Set(workload.PodSpec, ["automountServiceAccountToken"], false)
                : null);
    }
}
