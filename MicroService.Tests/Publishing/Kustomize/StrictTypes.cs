using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using k8s;

namespace MicroService.Tests.Publishing.Kustomize;

/// <summary>The types of the official client as a judge: fields that Kubernetes does not know fail.</summary>
internal static class StrictTypes
{
    /// <summary>What is wrong with an object, or null. Kinds of our own addition, which the client has no type for, are refused as well.</summary>
    public static string? Problem(MappingNode node)
    {
        var text = ManifestDocument.Made(node).Print();
        // The client takes a number for a string, which the API server does not: that is the reader's to see.
        if (new ManifestReader().Read("object", System.Text.Encoding.UTF8.GetBytes(text)) is { Problems.Count: > 0 } reading)
        {
            return $"{string.Join(", ", reading.Problems)}\n{text}";
        }

        try
        {
            return KubernetesYaml.LoadAllFromString(text, typeMap: null, strict: true) is [IKubernetesObject] ? null : $"No type is known for\n{text}";
        }
        catch (Exception exception) when (exception is YamlDotNet.Core.YamlException or InvalidCastException or KeyNotFoundException or ArgumentException)
        {
            return $"{exception.Message}\n{text}";
        }
    }
}
