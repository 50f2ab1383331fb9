using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Tests.Publishing.Helm;

/// <summary>Trees of text.</summary>
internal static class Yaml
{
    /// <summary>The documents of a file.</summary>
    public static IReadOnlyList<MappingNode> All(string text) =>
        [.. new ManifestReader().Read("test.yaml", Encoding.UTF8.GetBytes(text)).File!.Documents.Select(document => document.Root).OfType<MappingNode>()];

    /// <summary>The only document of a file.</summary>
    public static MappingNode Of(string text) => All(text).Single();
}
