using MicroService.Advisor.Objects;
using MicroService.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Namespaces;

/// <summary>Adds up what the pods of a namespace ask for when every workload is scaled to its most and all are updated at once.</summary>
internal static class FullScale
{
    private static readonly (string Quota, string List, string Resource)[] Amounts =
    [
        ("requests.cpu", "requests", "cpu"), ("requests.memory", "requests", "memory"), ("limits.memory", "limits", "memory"),
        ("requests.ephemeral-storage", "requests", "ephemeral-storage"), ("limits.ephemeral-storage", "limits", "ephemeral-storage"),
    ];

    public static void Fits(HardenedApplication application)
    {
        var graph = new ObjectGraph(application.Files);
        var hard = graph.OfKind("ResourceQuota").Single().Spec!.Mapping("hard")!;
        var pods = graph.Workloads.Select(workload => (Workload: workload, Count: Pods(workload, graph))).ToList();
        Assert.True(Hard("pods") >= pods.Sum(pod => pod.Count), "pods");
        foreach (var (quota, list, resource) in Amounts)
        {
            var asked = pods.Sum(pod => pod.Count * pod.Workload.LongRunningContainers.Sum(container => Quantity.Of(container.Node.At("resources", list, resource))!.Value.Value));
            Assert.True(Hard(quota) >= asked, $"{quota}: {hard.Text(quota)} for {asked}");
            Assert.True(Hard(quota) <= asked + 1, $"{quota}: {hard.Text(quota)} is no limit for {asked}");
        }

        var claims = graph.Workloads.Where(workload => workload.Kind == "StatefulSet").SelectMany(workload => workload.Spec.Mappings("volumeClaimTemplates")).ToList();
        Assert.True(Hard("persistentvolumeclaims") >= claims.Count);
        Assert.True(Hard("requests.storage") >= claims.Sum(claim => Quantity.Of(claim.At("spec", "resources", "requests", "storage"))!.Value.Value));

        decimal Hard(string name) => Quantity.Of(hard.Scalar(name))!.Value.Value;
    }

    // As the API server counts them: an old pod of a Deployment counts until it is gone, and its successor starts before.
    private static long Pods(Workload workload, ObjectGraph graph)
    {
        var most = graph.AutoscalersOf(workload).SingleOrDefault()?.Spec!.Integer("maxReplicas") ?? workload.Replicas ?? 1;
        return workload.Kind == "Deployment" ? 2 * most : most;
    }
}
