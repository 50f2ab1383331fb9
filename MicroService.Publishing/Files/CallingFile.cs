using MicroService.Advisor.Addresses;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Files;

/// <summary>Mounted files that say what a program calls.</summary>
internal static class CallingFile
{
    // Redirects of a realm, links of a dashboard: pages and data name addresses that nobody calls.
    private static readonly string[] Data = ["/docker-entrypoint-initdb.d", "/opt/keycloak/data", "/var/lib/grafana", "/usr/share/nginx/html", "/wwwroot"];

    /// <summary>Whether a file says what a program calls outside of the application, and not only mentions it.</summary>
    public static bool Is(ClusterFiles mount, ClusterFile file) =>
        FileSettings.AreIn(file.Path)
        && !Array.Exists(Data, folder => mount.MountPath.Contains(folder, StringComparison.Ordinal))
        && !$"{mount.MountPath}/{file.Path}".Contains("dashboard", StringComparison.OrdinalIgnoreCase);
}
