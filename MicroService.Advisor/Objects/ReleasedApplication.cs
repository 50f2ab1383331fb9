namespace MicroService.Advisor.Objects;

/// <summary>Resources that a controller in the cluster renders whole applications from: what they hold is not given here.</summary>
internal static class ReleasedApplication
{
    /// <summary>The namespace that the application comes into, or null if the object is none or does not say.</summary>
    public static string? NamespaceOf(KubernetesObject candidate) => (candidate.Group, candidate.Kind) switch
    {
        ("helm.toolkit.fluxcd.io", "HelmRelease") or ("kustomize.toolkit.fluxcd.io", "Kustomization") or ("helm.cattle.io", "HelmChart") =>
            candidate.Spec?.Text("targetNamespace") ?? candidate.Namespace,
        ("argoproj.io", "Application") => candidate.Spec?.Mapping("destination")?.Text("namespace"),
        _ => null,
    };
}
