using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using Publisher = MicroService.Publishing.Hardening.Hardener;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>Models after hardening.</summary>
internal static class Hardened
{
    public static HardenedApplication Of(ClusterModel model, KubernetesOptions options) => Of(model, options, PlainObjects.Of(model, model.Name));

    public static HardenedApplication Of(ClusterModel model, KubernetesOptions options, IReadOnlyList<ManifestFile> plain) =>
        Publisher.Harden(model, options, model.Name, [.. plain.Select(file => file.Clone())]);

    public static string Text(HardenedApplication application) => string.Join("---\n", application.Files.Select(file => file.Print()));
}
