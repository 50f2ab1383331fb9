using Aspire.Hosting.ApplicationModel;
using MicroService.Publishing.Workloads;

namespace MicroService.Hosting.Charts;

/// <summary>Who calls whom in an app model that runs: each reference, and what it waits for.</summary>
internal static class ChartCalls
{
    /// <summary>The ports that a resource may call.</summary>
    /// <param name="ports">The ports of all workloads of the chart, by resource.</param>
    public static IReadOnlyList<ClusterCall> Of(IResource resource, IReadOnlyDictionary<IResource, IReadOnlyList<ClusterPort>> ports) =>
    [
        .. from called in resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => ServerOf(relation.Resource)).Distinct()
           where called != resource && ports.ContainsKey(called)
           from port in ports[called]
           select new ClusterCall(ChartWorkload.NameOf(called), port.Name),
    ];

    // A database is reached through the server that it is on.
    private static IResource ServerOf(IResource resource) => resource is IResourceWithParent { Parent: { } parent } ? ServerOf(parent) : resource;
}
