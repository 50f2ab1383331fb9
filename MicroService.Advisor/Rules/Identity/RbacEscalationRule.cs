using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>No role is a way to all others.</summary>
public sealed class RbacEscalationRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-escalation",
        Category = RuleCategory.Identity,
        Severity = Severity.Danger,
        Title = "Roles do not give themselves more rights",
        Why = "With escalate, bind or impersonate, a token of any account, a certificate that it approves itself, or a webhook that sees and changes every request, a subject takes whatever rights the cluster has.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["access-to-create-pods"],
        },
    };

    private const string Certificates = "certificates.k8s.io";

    private const string Approval = "certificatesigningrequests/approval";

    private static readonly string[] Roles = ["roles", "clusterroles"];

    private static readonly string[] Identities = ["users", "groups", "serviceaccounts", "uids"];

    // What decides on requests, or changes them, before they are stored.
    private static readonly string[] Admission =
    [
        "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings",
    ];

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule) =>
        Signers(role, rule).Concat(rule.IsByName ? [] : Anything(role, rule));

    private IEnumerable<Finding> Anything(KubernetesObject role, PolicyRule rule)
    {
        foreach (var verb in rule.List("verbs"))
        {
            var isDangerous = verb.Value switch
            {
                "escalate" or "bind" => rule.Resources.Any(resource => Roles.Contains(resource.Value)),
                "impersonate" => rule.Resources.Any(resource =>
                    Identities.Contains(resource.Value) || resource.Value.StartsWith("userextras", StringComparison.Ordinal)),
                _ => false,
            };
            if (isDangerous)
            {
                yield return Report(role, verb, $"The role may {verb.Value} {string.Join(", ", rule.Resources.Select(resource => resource.Value).Take(5))}.");
            }
        }

        if (rule.ReachesGroup("") && rule.Allows("create") && Resource(rule, "serviceaccounts/token") is { } token)
        {
            yield return Report(role, token, "The role may make itself a token of any service account.");
        }

        // The rest has no namespace, so a Role, which has one, gives no rights to it.
        if (role.Kind != "ClusterRole")
        {
            yield break;
        }

        if (rule.ReachesGroup("admissionregistration.k8s.io") && rule.Allows("create", "update", "patch")
            && rule.Resources.FirstOrDefault(resource => Admission.Contains(resource.Value)) is { } admission)
        {
            yield return Report(role, admission, $"The role may write {admission.Value}, and so see or change every request to the API server.");
        }

        // The signers that the role may approve for say how far it goes, if it names them.
        if (rule.ReachesGroup(Certificates) && rule.Allows("update", "patch") && Resource(rule, Approval) is { } approval && !NamesSigners(role))
        {
            yield return Report(role, approval, "The role may approve certificate requests, its own for any user among them.");
        }
    }

    // Kubernetes' own signers make certificates of users and nodes; an issuer's signs only for who trusts it.
    private IEnumerable<Finding> Signers(KubernetesObject role, PolicyRule rule)
    {
        if (role.Kind != "ClusterRole" || !rule.ReachesGroup(Certificates) || !rule.Allows("approve", "sign") || Resource(rule, "signers") is not { } signers)
        {
            yield break;
        }

        var signer = rule.List("resourceNames").FirstOrDefault(name => name.Value.StartsWith("kubernetes.io/", StringComparison.Ordinal));
        if (signer is not null || !rule.IsByName)
        {
            yield return Report(
                role, signer ?? signers,
                $"The role may approve or sign certificates of {(signer is null ? "every signer" : $"the signer {signer.Value}")}, "
                + "which make their holder any user or node.");
        }
    }

    private static bool NamesSigners(KubernetesObject role) =>
        role.Root.Mappings("rules").Any(rule => Resource(new PolicyRule(rule), "signers") is not null);

    private static ScalarNode? Resource(PolicyRule rule, string name) => rule.Resources.FirstOrDefault(resource => resource.Value == name);
}
