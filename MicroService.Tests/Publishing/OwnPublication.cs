using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Publishing;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Hardening;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Publishing;

/// <summary>What publishing this repository's own app model comes to, computed once.</summary>
internal static class OwnPublication
{
    private static readonly Lazy<Publication> Computed = new(Compute);

    public static string Manifest { get; } = RepositoryRoot.Combine("aspire-manifest.json");

    public static string Settings { get; } = RepositoryRoot.Combine("MicroService.AppHost", "appsettings.json");

    public static PublishOptions Options { get; } = new(Manifest, RepositoryRoot.Combine("deploy")) { SettingsFile = Settings };

    public static Publication Value => Computed.Value;

    /// <summary>The folders that can be rendered, with what they have to come to.</summary>
    public static TheoryData<string> Folders => ["base", "overlays/dev", "overlays/prod"];

    public static ApplicationVariant Variant(string folder) => Value.Variants.Single(variant => variant.Name == (folder == "base" ? "" : folder.Split('/')[1]));

    /// <summary>Reads manifests from disk, as the command line does: every YAML file that has an apiVersion.</summary>
    public static IReadOnlyList<ManifestFile> Read(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Bytes: File.ReadAllBytes(path)))
            .Where(file => file.Bytes.AsSpan().IndexOf("apiVersion"u8) >= 0)
            .Select(file => Read(Path.GetRelativePath(folder, file.Path), file.Bytes)),
    ];

    private static ManifestFile Read(string name, byte[] bytes)
    {
        var reading = new ManifestReader().Read(name, bytes);
        Assert.Empty(reading.Problems);
        return reading.File!;
    }

    private static Publication Compute()
    {
        var (settings, problems) = PublishSettings.Read(Options, new Dictionary<string, string>());
        Assert.Empty(problems);
        var publication = Publisher.Publish(AppManifestReader.ReadFile(Manifest).Manifest, settings, Options, _ => { });
        Assert.Empty(publication.Problems);
        Assert.Empty(publication.Checks);
        return publication;
    }
}
