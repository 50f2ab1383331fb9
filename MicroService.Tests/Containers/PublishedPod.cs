using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Tests.Corpora;
using MicroService.Tests.Kustomize;

namespace MicroService.Tests.Containers;

/// <summary>The Api's Deployment and ConfigMaps, as an overlay of <c>deploy/</c> renders them.</summary>
internal sealed class PublishedPod
{
    private PublishedPod(IEnumerable<MappingNode> objects)
    {
        var all = objects.ToArray();
        Deployment = Assert.Single(all, candidate => candidate.Text("kind") == "Deployment" && candidate.Mapping("metadata")?.Text("name") == "api");
        ConfigMaps = all.Where(candidate => candidate.Text("kind") == "ConfigMap").ToDictionary(
            map => map.Mapping("metadata")!.Text("name")!,
            map => (IReadOnlyDictionary<string, string>)(map.Mapping("data")?.Entries ?? []).ToDictionary(entry => entry.Key.Value, entry => ((ScalarNode)entry.Value).Value));
    }

    public MappingNode Deployment { get; }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ConfigMaps { get; }

    /// <summary>Renders a committed overlay, and fails where it is not there; skips the running test without kubectl.</summary>
    public static async Task<PublishedPod> ReadAsync(string overlay) =>
        new(Roots(await KubectlProgram.RenderAsync(RepositoryRoot.Combine("deploy", "overlays", overlay))));

    /// <summary>Reads documents.</summary>
    public static PublishedPod Parse(string yaml) => new(Objects(yaml));

    /// <summary>The pod, whose Secrets hold this; fails with every field that is not known.</summary>
    public PodSpecification ToSpecification(IReadOnlyDictionary<string, string> secret)
    {
        var reader = new PodReader(ConfigMaps, secret);
        var pod = reader.Read(Deployment);
        Assert.True(reader.Problems.Count == 0, string.Join('\n', reader.Problems));
        return pod;
    }

    private static IEnumerable<MappingNode> Objects(string yaml)
    {
        var reading = new ManifestReader().Read("pod.yaml", Encoding.UTF8.GetBytes(yaml));
        Assert.Empty(reading.Problems);
        return Roots(reading.File!);
    }

    private static IEnumerable<MappingNode> Roots(ManifestFile file) => file.Documents.Select(document => document.Root).OfType<MappingNode>();
}
