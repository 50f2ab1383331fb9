using Aspire.Hosting.ApplicationModel;

namespace MicroService.AppHost.Charts;

/// <summary>Names as Aspire's chart has them.</summary>
internal static class ChartName
{
    /// <summary>What all names of a resource's objects begin with.</summary>
    public static string Of(IResource resource) => resource.Name.ToLowerInvariant();

    /// <summary>The Service, which the chart's other parts know by this name.</summary>
    public static string OfService(string workload) => $"{workload}-service";
}
