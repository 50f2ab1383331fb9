namespace MicroService.Advisor.Objects;

/// <summary>What is known of the keys of a ConfigMap or Secret that is given.</summary>
internal static class DataKeys
{
    private const string AccountToken = "kubernetes.io/service-account-token";

    private static readonly string[] Fields = ["data", "binaryData", "stringData"];

    private static readonly string[] OfAccount = ["token", "ca.crt", "namespace"];

    // Controllers that copy, generate or complete data go by a label or annotation: replicator, reflector, secret-generator, OpenShift, cert-manager.
    private static readonly string[] Signs = ["replicat", "reflect", "generat", "inject", "sync", "copy", "cert-manager.io"];

    /// <summary>True if the object has the key, or the controller of tokens adds it.</summary>
    public static bool Has(KubernetesObject found, string key) =>
        Fields.Any(field => found.Root.Mapping(field)?.Has(key) is true)
        || (found.Kind == "Secret" && found.Root.Text("type") == AccountToken && OfAccount.Contains(key));

    /// <summary>True if a key that is not there is missing for certain: others are, and no controller seems to fill in more.</summary>
    public static bool AreComplete(KubernetesObject found) =>
        Fields.Any(field => found.Root.Mapping(field) is { Entries.Count: > 0 })
        && found.Metadata?.Sequence("ownerReferences") is not { Items.Count: > 0 }
        && !(found.Annotations?.Entries ?? []).Concat(found.Labels?.Entries ?? []).Any(entry => IsSign(entry.Name));

    // Argo CD's own annotations are about how the object itself is applied.
    private static bool IsSign(string name) =>
        !name.StartsWith("argocd.argoproj.io/", StringComparison.Ordinal) && Signs.Any(sign => name.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
