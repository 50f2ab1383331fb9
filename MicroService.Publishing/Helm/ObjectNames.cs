using System.Security.Cryptography;
using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;

namespace MicroService.Publishing.Helm;

/// <summary>
/// Renames objects for a chart: Aspire names a file after its object, so objects of a resource need different names;
/// other parts of the chart refer to the Service by name; and a Job is immutable, so a changed one needs a new name.
/// </summary>
internal static class ObjectNames
{
    private static readonly Dictionary<string, string> Suffixes = new()
    {
        ["Deployment"] = "deployment",
        ["StatefulSet"] = "statefulset",
        ["Service"] = "service",
        ["HorizontalPodAutoscaler"] = "autoscaler",
        ["PodDisruptionBudget"] = "budget",
        ["NetworkPolicy"] = "network",
        ["Ingress"] = "ingress",
        ["HTTPRoute"] = "route",
        ["ResourceQuota"] = "quota",
        ["LimitRange"] = "limits",
    };

    /// <summary>Renames the objects of one workload and the references to them.</summary>
    public static void Apply(IReadOnlyList<MappingNode> roots)
    {
        foreach (var root in roots)
        {
            if (root.At("spec", "scaleTargetRef") is MappingNode target)
            {
                target.Set("name", NameOf(target.Text("kind")!, target.Text("name")!));
            }

            if (root.At("spec", "serviceName") is ScalarNode headless)
            {
                root.Mapping("spec")!.Set("serviceName", NameOf("Service", headless.Value));
            }

            var name = root.Mapping("metadata")!.Text("name")!;
            root.Mapping("metadata")!.Set("name", root.Text("kind") == "Job" ? $"{name}-{HashOf(root)}" : NameOf(root.Text("kind")!, name));
        }
    }

    /// <summary>The name of a workload's Service in the chart.</summary>
    public static string OfService(string workload) => NameOf("Service", workload);

    /// <summary>The file of an object, in the folder of its resource.</summary>
    public static string FileOf(string resource, string name)
    {
        var prefix = $"{resource.ToLowerInvariant()}-";
        return $"{(name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name)}.yaml";
    }

    private static string NameOf(string kind, string name) => Suffixes.TryGetValue(kind, out var suffix) ? $"{name}-{suffix}" : name;

    private static string HashOf(MappingNode root)
    {
        var text = ManifestDocument.Made(MappingNode.Of(("spec", root["spec"]!.Clone()))).Print();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }
}
