using MicroService.Advisor.Manifests;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Checks;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing;

/// <summary>Computes the files of a deployment from a manifest, without writing them.</summary>
internal static class Publisher
{
    /// <summary>Returns all files to write, or all problems.</summary>
    /// <param name="progress">Called with the name of each step before it starts.</param>
    public static Publication Publish(AppManifest manifest, KubernetesOptions settings, PublishOptions options, Action<string> progress)
    {
        progress("Reading the app model");
        var reading = ClusterModelBuilder.Build(manifest, settings, options.External);
        var overlays = settings.Overlays.Select(overlay => (Name: overlay.Key, Overlay: overlay.Value, Settings: LaidOver(settings, overlay.Value)))
            .Select(overlay => (overlay.Name, overlay.Overlay, overlay.Settings, Reading: ClusterModelBuilder.Build(manifest, overlay.Settings, options.External))).ToList();
        var isStrict = options.Strict || settings.Strict;
        List<ManifestProblem> unfit = [.. overlays.Select(overlay => overlay.Reading).Prepend(reading).SelectMany(built => built.Problems).Distinct()];
        if (unfit.Count > 0)
        {
            return Publication.Refused([.. unfit, .. isStrict ? Losses(reading.Model.Warnings) : []]);
        }

        var ns = settings.Namespace ?? reading.Model.Name;
        var variants = new List<ApplicationVariant> { Variant("", ns, ns, reading.Model, settings, progress) };
        foreach (var (name, overlay, laid, changed) in overlays)
        {
            variants.Add(Variant(name, overlay.NamespaceOf(changed.Model.Name, name), ns, changed.Model, laid, progress));
        }

        progress("Checking that everything fits together");
        var secrets = VariantSecrets.Of(variants);
        IReadOnlyList<CheckProblem> problems = [.. variants.SelectMany(variant => PublicationChecks.Problems(variant, secrets)).Distinct()];
        var publication = new Publication([], problems, variants, problems.Count > 0 ? [] : Files(variants, options));
        return isStrict && Losses(publication.Warnings) is { Count: > 0 } losses ? Publication.Refused(losses) with { Checks = publication.Checks } : publication;
    }

    private static ApplicationVariant Variant(string name, string target, string ns, ClusterModel model, KubernetesOptions settings, Action<string> progress)
    {
        progress(name.Length == 0 ? "Hardening the base" : $"Hardening the overlay {name}");
        return new ApplicationVariant(name, target, model, Hardener.Harden(model, settings, ns, PlainObjects.Of(model, ns)));
    }

    private static KubernetesOptions LaidOver(KubernetesOptions settings, OverlaySettings overlay)
    {
        var resources = new Dictionary<string, WorkloadSettings>(settings.Resources, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, changed) in overlay.Resources)
        {
            resources[name] = resources.TryGetValue(name, out var below) ? changed.Over(below) : changed;
        }

        return settings with { Dashboard = overlay.Dashboard ?? settings.Dashboard, Defaults = overlay.Defaults.Over(settings.Defaults), Resources = resources };
    }

    private static IReadOnlyList<ManifestProblem> Losses(IReadOnlyList<PublishWarning> warnings) =>
    [
        .. warnings
            .Where(warning => warning.IsLoss)
            .Select(warning => new ManifestProblem(JsonPointer.Of("resources", warning.Resource), 0, 0, $"{warning.Message} {warning.Advice}")),
    ];

    private static IReadOnlyList<PublishedFile> Files(List<ApplicationVariant> variants, PublishOptions options)
    {
        var tree = DeploymentTree.Of(variants[0], [.. variants.Skip(1)], Path.GetFileName(options.ManifestPath));
        return [.. tree.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
