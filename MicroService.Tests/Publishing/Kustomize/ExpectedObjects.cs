using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Kustomize;

/// <summary>What a rendered kustomization has to hold: the objects of its variant, in the variant's namespace, and nothing else.</summary>
internal static class ExpectedObjects
{
    public static void AreAllOf(ManifestFile rendered, ApplicationVariant variant)
    {
        var expected = Roots(variant.Application.Files).Select(node => InNamespace((MappingNode)node.Clone(), variant.Namespace)).ToDictionary(Identity);
        var actual = Roots([rendered]).ToDictionary(Identity);

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.True(
            pair.Value.DataEquals(actual[pair.Key]),
            $"{pair.Key} was rendered as\n{ManifestDocument.Made(actual[pair.Key]).Print()}\ninstead of\n{ManifestDocument.Made(pair.Value).Print()}"));
    }

    private static IEnumerable<MappingNode> Roots(IEnumerable<ManifestFile> files) =>
        files.SelectMany(file => file.Documents).Select(document => document.Root).OfType<MappingNode>();

    private static string Identity(MappingNode node) => $"{node.Text("apiVersion")} {node.Text("kind")} {node.Mapping("metadata")?.Text("name")}";

    private static MappingNode InNamespace(MappingNode node, string ns)
    {
        node.Mapping("metadata")!.Set(node.Text("kind") == "Namespace" ? "name" : "namespace", ns);
        return node;
    }
}
