using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;

namespace MicroService.AppHost.Charts;

/// <summary>Keeps the labels by which Aspire's own tools find a release's objects, beside those of the cluster model.</summary>
internal static class ChartLabels
{
    public static void CopyTo(MappingNode root, ObjectMetaV1 source)
    {
        foreach (var labels in new[] { root.At("metadata", "labels"), root.At("spec", "template", "metadata", "labels") }.OfType<MappingNode>())
        {
            foreach (var (name, value) in source.Labels.Where(label => !labels.Has(label.Key)))
            {
                labels.Set(name, value);
            }
        }
    }
}
