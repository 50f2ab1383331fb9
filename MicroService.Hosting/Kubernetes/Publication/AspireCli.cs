using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>The Aspire CLI at the other end of a run, where <c>aspire publish</c>, <c>deploy</c> or <c>destroy</c> started it.</summary>
internal static class AspireCli
{
    // The CLI gives the AppHost a socket to report to.
    private const string Socket = "ASPIRE_BACKCHANNEL_PATH";

    /// <summary>Whether the CLI shows what the AppHost reports, and answers what it asks.</summary>
    public static bool IsConnected(IServiceProvider services) => !string.IsNullOrEmpty(services.GetRequiredService<IConfiguration>()[Socket]);
}
