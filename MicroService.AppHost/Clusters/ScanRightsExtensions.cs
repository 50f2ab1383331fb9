using System.Text.Json;

namespace MicroService.AppHost.Clusters;

/// <summary>What the Api may read of the cluster that it is published to: nothing, unless that is asked for.</summary>
internal static class ScanRightsExtensions
{
    /// <summary><c>cluster</c> for scans of all namespaces, <c>namespace</c> for those of its own; not set for no scans.</summary>
    private const string Setting = "AppHost:ScanRights";

    private const string Resource = "MicroService.AppHost.Clusters.rights.json";
    private const string Lease = "microservice-scan";

    /// <summary>Publishes the smallest rights to scan with, and the Lease of scheduled scans, if the setting asks for them.</summary>
    public static IResourceBuilder<T> WithScanRights<T>(this IResourceBuilder<T> api)
        where T : IResource
    {
        if (api.ApplicationBuilder.Configuration[Setting] is not { Length: > 0 } reach)
        {
            return api;
        }

        using var stream = typeof(ScanRightsExtensions).Assembly.GetManifestResourceStream(Resource)!;
        using var all = JsonDocument.Parse(stream);
        if (!all.RootElement.TryGetProperty(reach, out var listed))
        {
            throw new InvalidOperationException($"{Setting} is {reach}; it must be cluster or namespace.");
        }

        string[] rights = [.. listed.EnumerateArray().Select(static right => right.GetString()!)];
        return api.WithKubernetes(options =>
        {
            options.Leases = [Lease];
            if (reach == "cluster")
            {
                options.ClusterRights = rights;
            }
            else
            {
                options.Rights = rights;
            }
        });
    }
}
