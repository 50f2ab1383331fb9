using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Refuses listeners beside the house's own: none of its limits would hold there, nor the parting of the two ports.</summary>
internal static class KestrelRule
{
    private static readonly string[] Sections = ["Kestrel:Endpoints", "Kestrel:EndpointDefaults"];

    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    /// <summary>Adds a problem for each setting of such a listener.</summary>
    public static void Check(IConfiguration configuration, ConfigurationProblems problems)
    {
        foreach (var (key, value) in Sections.SelectMany(section => configuration.GetSection(section).AsEnumerable()).Where(static setting => setting.Value is not null))
        {
            problems.Add(key, value, "must not be set: Server:Urls, Server:Ports (or HTTP_PORTS), Server:Http2Port and Management:Port say where the service listens");
        }
    }

    /// <summary>Has the server look at no such settings, now or when they change: the host has told it to.</summary>
    public static void Apply(KestrelServerOptions server) => server.Configure(Nothing);
}
