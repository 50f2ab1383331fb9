using Aspire.Hosting.ApplicationModel;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Workloads;

namespace MicroService.Hosting.Charts;

/// <summary>A resource of the chart as it is at the moment: Aspire's objects, and what they come to in the cluster model.</summary>
/// <param name="Workloads">The resource's own, then the Jobs that create its databases.</param>
/// <param name="Plain">A file for each workload.</param>
internal sealed record ChartResource(IResource Resource, IReadOnlyList<ClusterWorkload> Workloads, IReadOnlyList<ManifestFile> Plain)
{
    /// <summary>Whether its part of the chart is hardened; policies of others have to know of the rest, too.</summary>
    public bool IsHardened => Resource.Annotations.OfType<HardenedServiceAnnotation>().Any();
}
