using MicroService.Advisor.Manifests;

namespace MicroService.AppHost.Charts;

/// <summary>
/// Gives objects the names that a chart needs: Aspire names a file after its object, so no two objects of a resource may share a name,
/// and the other parts of the chart know its Service by one.
/// </summary>
internal static class ChartNaming
{
    private static readonly Dictionary<string, string> Suffixes = new()
    {
        ["Deployment"] = "deployment",
        ["StatefulSet"] = "statefulset",
        ["Job"] = "job",
        ["Service"] = "service",
        ["HorizontalPodAutoscaler"] = "autoscaler",
        ["PodDisruptionBudget"] = "budget",
        ["NetworkPolicy"] = "network",
        ["ResourceQuota"] = "quota",
        ["LimitRange"] = "limits",
    };

    /// <summary>Renames the objects of one workload, and what refers to them.</summary>
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

            root.Mapping("metadata")!.Set("name", NameOf(root.Text("kind")!, root.Mapping("metadata")!.Text("name")!));
        }
    }

    private static string NameOf(string kind, string name) => Suffixes.TryGetValue(kind, out var suffix) ? $"{name}-{suffix}" : name;
}
