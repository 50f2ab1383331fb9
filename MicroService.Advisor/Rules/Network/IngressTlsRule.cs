using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>An Ingress serves its hosts over TLS.</summary>
public sealed class IngressTlsRule() : ObjectRule("Ingress")
{
    // Where the cloud's load balancer ends TLS, its certificate is named in an annotation.
    private static readonly string[] CertificateAnnotations =
    [
        "alb.ingress.kubernetes.io/certificate-arn", "networking.gke.io/managed-certificates", "networking.gke.io/certmap",
        "ingress.gcp.kubernetes.io/pre-shared-cert", "appgw.ingress.kubernetes.io/appgw-ssl-certificate", "traefik.ingress.kubernetes.io/router.tls",
        "kubernetes.azure.com/tls-cert-keyvault-uri",
    ];

    private static readonly string[] KeysOfTls = ["tls.crt", "tls.key"];

    private static readonly string[] IssuerAnnotations = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "ingress-tls",
        Category = RuleCategory.Network,
        Severity = Severity.Warning,
        Title = "Ingress hosts are served over TLS",
        Why = "Without TLS passwords, tokens and data cross the network in the clear, and anyone on the way can change them. A tls entry whose Secret has no certificate is served with one that clients do not trust.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"),
        Checklist = "secrets",
        Equivalents = new RuleEquivalents
        {
            Polaris = ["tlsSettingsMissing"],
        },
        FixSummary = "Where a cert-manager annotation names an issuer, adds a tls entry with the hosts that lack one.",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group is "networking.k8s.io" or "extensions" && candidate.Spec is { } spec
        && (spec.Mappings("rules").Any() || spec.Mapping("defaultBackend") is not null || spec.Mapping("backend") is not null);

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var spec = candidate.Spec!;
        if (CertificateAnnotations.Any(annotation => candidate.Annotations?.Text(annotation) is { Length: > 0 }))
        {
            yield break;
        }

        var entries = spec.Mappings("tls").ToList();
        foreach (var (name, missing) in entries.Select(entry => (Name: entry.Scalar("secretName"), Missing: MissingKey(candidate, entry, context.Graph))))
        {
            if (missing is not null)
            {
                yield return Report(candidate, name!, $"The Secret {name!.Value} has no key {missing}, so the controller serves a certificate of its own, which clients do not trust.");
            }
        }

        if (entries.Exists(entry => entry.Sequence("hosts") is not { Items.Count: > 0 }))
        {
            // An entry without hosts stands for the controller's default certificate, for all of them.
            yield break;
        }

        var covered = entries.SelectMany(entry => entry.Sequence("hosts")?.Items.OfType<ScalarNode>() ?? []).Select(host => host.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // What is not a host the API server refuses, which a rule of its own reports.
        var open = spec.Mappings("rules").Where(rule => rule.Text("host") is { Length: > 0 } host && ValidName.IsHost(host) && !Covers(covered, host)).ToList();
        if (open.Count > 0)
        {
            var hosts = open.Select(rule => rule.Text("host")!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var words = string.Join(", ", hosts.Take(3)) + (hosts.Count > 3 ? ", …" : "");
            yield return Report(candidate, open[0].Scalar("host")!, $"No tls entry covers {words}.", Secure(candidate, spec, hosts));
        }
        else if (entries.Count == 0)
        {
            yield return Report(candidate, candidate.Anchor, "The Ingress has no tls section.");
        }
    }

    // Only of a Secret that is given and that nobody else fills in, as cert-manager does for an Ingress with its annotation or a Certificate.
    private static string? MissingKey(KubernetesObject ingress, MappingNode entry, ObjectGraph graph) =>
        entry.Text("secretName") is { Length: > 0 } name
        && graph.Find("Secret", ingress.Namespace, name) is { } secret && DataKeys.AreComplete(secret)
        && !HasIssuer(ingress)
        && !graph.OfKind("Certificate", ingress.Namespace).Any(certificate => certificate.Spec?.Text("secretName") == name)
            ? Array.Find(KeysOfTls, key => !DataKeys.Has(secret, key))
            : null;

    private static bool HasIssuer(KubernetesObject ingress) => IssuerAnnotations.Any(annotation => ingress.Annotations?.Text(annotation) is { Length: > 0 });

    private static bool Covers(HashSet<string> covered, string host) =>
        covered.Contains(host) || (host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && covered.Contains($"*{host[dot..]}"));

    // cert-manager makes the certificate and puts it into the Secret that the entry names.
    private static Fix? Secure(KubernetesObject candidate, MappingNode spec, List<string> hosts)
    {
        if (!HasIssuer(candidate) || candidate.Metadata?.Text("name") is not { } name)
        {
            return null;
        }

        var taken = spec.Mappings("tls").Select(entry => entry.Text("secretName")).ToHashSet(StringComparer.Ordinal);
        var secret = $"{name}-tls";
        for (var number = 2; taken.Contains(secret); number++)
        {
            secret = $"{name}-tls-{number}";
        }

        var entry = MappingNode.Of(("hosts", SequenceNode.Of([.. hosts.Select(host => (Node)host)])), ("secretName", secret));
        return Fix.Review($"have cert-manager issue a certificate into the Secret {secret}").Append(spec, ["tls"], entry);
    }
}
