using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroService.Advisor.Reading;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Distribution;

/// <summary>YAML files of the repository that other programs read.</summary>
internal static class YamlFile
{
    public static string Text(params ReadOnlySpan<string> path) => File.ReadAllText(RepositoryRoot.Combine(path));

    /// <summary>The data of a mapping. A sequence has to be put below a key.</summary>
    public static JsonNode Parse(string text)
    {
        var reading = new ManifestReader().ReadPlain("f.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Assert.Single(reading.File!.Documents).Root!.WriteTo(writer);
        }

        return JsonNode.Parse(buffer.WrittenSpan)!;
    }

    public static IEnumerable<string> Keys(JsonNode? mapping) => mapping!.AsObject().Select(entry => entry.Key);

    /// <summary>The runtimes that the tool is natively compiled for.</summary>
    public static IEnumerable<string> Runtimes() =>
        Text("MicroService.Cli", "MicroService.Cli.csproj").Split("<ToolPackageRuntimeIdentifiers>")[1].Split('<')[0].Split(';').Where(runtime => runtime != "any");
}
