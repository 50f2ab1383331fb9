using MicroService.Advisor.Manifests;
using MicroService.AppHost.Kubernetes.Cluster;
using MicroService.AppHost.Kubernetes.Conversion;
using MicroService.AppHost.Kubernetes.Settings;
using Publisher = MicroService.AppHost.Kubernetes.Hardening.Hardening;

namespace MicroService.Tests.AppHost.Kubernetes.Hardening;

/// <summary>Models after hardening.</summary>
internal static class Hardened
{
    public static HardenedApplication Of(ClusterModel model, KubernetesOptions options) => Of(model, options, PlainObjects.Of(model, model.Name));

    public static HardenedApplication Of(ClusterModel model, KubernetesOptions options, IReadOnlyList<ManifestFile> plain) =>
        Publisher.Harden(model, options, model.Name, plain);

    public static string Text(HardenedApplication application) => string.Join("---\n", application.Files.Select(file => file.Print()));
}
