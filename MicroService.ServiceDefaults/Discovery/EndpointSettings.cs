using System.Globalization;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Discovery;

/// <summary>The endpoints that Aspire and publishing write into the configuration.</summary>
internal static class EndpointSettings
{
    private const string Section = "services";

    public static readonly KnownSetting Known =
        new(Section, ConfigurationKind.Url, "An endpoint of a service that HttpClients call as `https+http://<name>` or `https+http://_<endpoint>.<name>`") { IsSection = true };

    /// <summary>Reports endpoints that discovery would skip, or fail over at the first call.</summary>
    public static void Check(IConfiguration configuration, ConfigurationProblems problems)
    {
        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable().Where(static setting => setting.Value is not null))
        {
            if (!IsEndpointKey(key.Split(':')))
            {
                problems.Add(key, value, $"must be named {Section}:<name>:<endpoint>:<number>");
            }
            else if (!IsAddress(value!))
            {
                problems.Add(key, value, "must be an address, such as http://host:8080 or host:8080");
            }
        }
    }

    private static bool IsEndpointKey(string[] words) =>
        words is [_, _, _] || (words is [_, _, _, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}", UriKind.Absolute, out var address) && address.Host.Length > 0;
}
