using System.Text;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Publishing.Planning;

/// <summary>Cluster models of manifests for tests.</summary>
internal static class SampleModel
{
    // These hold nothing to publish, or are cut off in the middle.
    private static readonly string[] Refused = ["HealthChecks.json", "CustomResources.json", "webpubsub.json"];

    public static AppManifest Root { get; } = AppManifestReader.ReadFile(RepositoryRoot.Combine("aspire-manifest.json")).Manifest;

    /// <summary>The corpus's manifests that can be published.</summary>
    public static IEnumerable<string> Publishable => Corpus.Files("aspire-manifests", "*.json").Where(path => !Refused.Contains(Path.GetFileName(path)));

    public static AppManifest OfCorpus(string path) => AppManifestReader.ReadFile(Corpus.File(path)).Manifest;

    /// <summary>A manifest of these resources, each <c>"name": { … }</c>, in a folder called shop.</summary>
    public static AppManifest Manifest(string resources)
    {
        var reading = AppManifestReader.Read(Encoding.UTF8.GetBytes($$"""{ "resources": { {{resources}} } }"""), "/src/Shop");
        Assert.Empty(reading.Problems);
        return reading.Manifest;
    }

    public static ClusterModel Of(AppManifest manifest, KubernetesOptions? options = null, params string[] external)
    {
        var reading = ClusterModelBuilder.Build(manifest, options ?? new KubernetesOptions { Application = "shop" }, external.ToHashSet());
        Assert.Empty(reading.Problems);
        return reading.Model;
    }

    public static ClusterModel Of(string resources, KubernetesOptions? options = null, params string[] external) => Of(Manifest(resources), options, external);

    public static ClusterWorkload Workload(this ClusterModel model, string name) => Assert.Single(model.Workloads, workload => workload.Name == name);

    public static string? Setting(this ClusterWorkload workload, string name) => workload.Configuration.FirstOrDefault(setting => setting.Name == name)?.Value;
}
