using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Containers;

/// <summary>The Api's Deployment and ConfigMaps, as they are published in <c>deploy/</c>.</summary>
internal sealed class PublishedPod
{
    private PublishedPod(IEnumerable<MappingNode> objects)
    {
        var all = objects.ToArray();
        Deployment = Assert.Single(all, candidate => candidate.Text("kind") == "Deployment");
        ConfigMaps = all.Where(candidate => candidate.Text("kind") == "ConfigMap").ToDictionary(
            map => map.Mapping("metadata")!.Text("name")!,
            map => (IReadOnlyDictionary<string, string>)(map.Mapping("data")?.Entries ?? []).ToDictionary(entry => entry.Key.Value, entry => ((ScalarNode)entry.Value).Value));
    }

    private static string Folder => RepositoryRoot.Combine("deploy", "base", "api");

    public MappingNode Deployment { get; }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ConfigMaps { get; }

    /// <summary>Reads what is committed.</summary>
    public static PublishedPod Read() =>
        Directory.Exists(Folder)
            ? new PublishedPod(Directory.EnumerateFiles(Folder, "*.yaml").Where(file => Path.GetFileName(file) != "kustomization.yaml").Order(StringComparer.Ordinal).SelectMany(file => Objects(File.ReadAllText(file))))
            : Parse(SamplePod.Yaml);

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
        return reading.File!.Documents.Select(document => document.Root).OfType<MappingNode>();
    }
}
