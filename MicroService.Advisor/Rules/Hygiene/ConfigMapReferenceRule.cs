using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>ConfigMaps that pods refer to exist, with the keys that are asked for.</summary>
public sealed class ConfigMapReferenceRule() : ReferenceRule("ConfigMap")
{
    // What controllers write into each namespace: Kubernetes' own, OpenShift's of the service CA and of the cluster's, and istiod.
    private static readonly string[] BuiltIn = ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "config-map-reference",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Danger,
        Title = "ConfigMaps that pods refer to exist",
        Why = "A pod that refers to a ConfigMap or key that does not exist never starts: it hangs in CreateContainerConfigError or ContainerCreating.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/configmap/#configmaps-and-pods"),
        Checklist = "external configuration",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["env-value-from"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool IsBuiltIn(string name) => BuiltIn.Contains(name);

    /// <inheritdoc/>
    protected override bool IsMade(Workload workload, string name, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(context);
        return KustomizationGenerators.Make("configMapGenerator", name, workload, context.Graph)
            || context.Graph.Named("Bundle", name).Any(static bundle => bundle is { Group: "trust.cert-manager.io" } && bundle.Spec?.Mapping("target")?.Has("configMap") == true);
    }

    /// <inheritdoc/>
    private protected override bool IsKeyMade(KubernetesObject found, string key) =>
        (key == "ca-bundle.crt" && found.Labels?.Text("config.openshift.io/inject-trusted-cabundle") == "true")
        || (key == "service-ca.crt" && found.Metadata?.Mapping("annotations")?.Text("service.beta.openshift.io/inject-cabundle") == "true");
}
