using System.Security.Cryptography;
using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>A Secret of type kubernetes.io/tls holds a certificate and its private key.</summary>
/// <remarks>Kubernetes: pkg/registry/core/secret/strategy.go, warningsForSecret.</remarks>
public sealed class TlsCertificateRule() : ObjectRule("Secret")
{
    private const string Certificate = "CERTIFICATE";
    private const string PrivateKey = "PRIVATE KEY";

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "tls-certificate",
        Category = RuleCategory.Secrets,
        Severity = Severity.Warning,
        Title = "TLS Secrets hold a certificate and a private key in PEM",
        Why = "The API server accepts any bytes with a warning. The Ingress or server that loads the Secret then serves a certificate of its own or none, and clients turn away.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets"),
        Checklist = "secret rotation",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { ApiVersion: "v1" } && candidate.Root.Text("type") == "kubernetes.io/tls";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Check(candidate, "tls.crt", Certificate, "certificate").Concat(Check(candidate, "tls.key", PrivateKey, "private key"));
    }

    private IEnumerable<Finding> Check(KubernetesObject secret, string key, string label, string what)
    {
        // A missing key, and what is not base64, are refused.
        if (ValueOf(secret.Root, key) is not ({ } node, { } pem) || LabelsIn(pem).ToList() is var labels && labels.Exists(found => IsOf(found, label)))
        {
            yield break;
        }

        var other = label == Certificate ? PrivateKey : Certificate;
        yield return Report(
            secret,
            node,
            pem.Length == 0 ? $"{key} is empty. Write the {what} in PEM."
            : labels.Exists(found => IsOf(found, other)) ? $"{key} holds {(label == Certificate ? "a private key" : "a certificate")}. Write the {what} there."
            : $"{key} holds no {what} in PEM. Write what kubectl create secret tls makes, beginning with -----BEGIN.");
    }

    private static bool IsOf(string found, string label) => found == label || (label == PrivateKey && found.EndsWith($" {PrivateKey}", StringComparison.Ordinal));

    // The server adds stringData to data, and it wins.
    private static (Node? Node, string? Pem) ValueOf(MappingNode secret, string key)
    {
        if (secret.Mapping("stringData")?.FindWritten(key)?.Value is ScalarNode plain)
        {
            return (plain, plain.IsNull ? "" : plain.Value);
        }

        if (secret.Mapping("data")?.FindWritten(key)?.Value is not ScalarNode encoded)
        {
            return default;
        }

        var text = encoded.IsNull ? "" : encoded.Value;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? (encoded, Encoding.Latin1.GetString(bytes, 0, length)) : default;
    }

    private static IEnumerable<string> LabelsIn(string pem)
    {
        for (var at = 0; PemEncoding.TryFind(pem.AsSpan(at), out var fields);)
        {
            yield return pem[at..][fields.Label];
            at += fields.Location.End.Value;
        }
    }
}
