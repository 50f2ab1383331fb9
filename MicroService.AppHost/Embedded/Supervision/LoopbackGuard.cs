using System.Net;
using System.Net.NetworkInformation;

namespace MicroService.AppHost.Embedded.Supervision;

/// <summary>Keeps the promise that nothing listens on anything but loopback.</summary>
internal static class LoopbackGuard
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(IReadOnlyDictionary<string, int> ports)
    {
        var exposed = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => ports.Values.Contains(listener.Port) && !IPAddress.IsLoopback(listener.Address))
            .Select(listener => listener.ToString())
            .ToList();
        return exposed.Count == 0
            ? null
            : $"listens on {string.Join(", ", exposed)}, which other machines can reach.\nLet it take its addresses from ASPNETCORE_URLS, Server:Address and Management:Address.";
    }
}
