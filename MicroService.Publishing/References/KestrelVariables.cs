using System.Text.RegularExpressions;

namespace MicroService.Publishing.References;

/// <summary>The variables that tell a project's server where to listen, and with which certificate. Case does not matter to configuration.</summary>
internal static partial class KestrelVariables
{
    /// <summary>Names for the ports of plain HTTP, the strongest first.</summary>
    public static IReadOnlyList<string> HttpPorts { get; } = ["HTTP_PORTS", "ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS"];

    /// <summary>The same for HTTPS.</summary>
    public static IReadOnlyList<string> HttpsPorts { get; } = ["HTTPS_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTPS_PORTS"];

    /// <summary>Whether it lists addresses, over which lists of ports are forgotten.</summary>
    public static bool IsUrls(string name) => Is(name, ["URLS", "ASPNETCORE_URLS", "DOTNET_URLS"]);

    public static bool IsHttpPorts(string name) => Is(name, HttpPorts);

    public static bool IsHttpsPorts(string name) => Is(name, HttpsPorts);

    /// <summary>The endpoint that it is a setting of, and which; null for all else. An endpoint with an address makes all other addresses void.</summary>
    public static (string Endpoint, string Setting)? Endpoint(string name) =>
        EndpointSetting().Match(name) is { Success: true } match ? (match.Groups["endpoint"].Value, match.Groups["setting"].Value) : null;

    /// <summary>The endpoint whose address it is; null for all else.</summary>
    public static string? EndpointOfUrl(string name) => Endpoint(name) is { } known && known.Setting.Equals("Url", StringComparison.OrdinalIgnoreCase) ? known.Endpoint : null;

    /// <summary>Whether it gives the server a certificate.</summary>
    public static bool IsCertificate(string name) => Certificate().IsMatch(name);

    /// <summary>The variable of another setting of the endpoint whose address a variable holds.</summary>
    public static string Beside(string url, string setting) => url[..(url.LastIndexOf("__", StringComparison.Ordinal) + 2)] + setting;

    private static bool Is(string name, IEnumerable<string> names) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_)?Kestrel__Endpoints__(?<endpoint>.+?)__(?<setting>.+)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex EndpointSetting();

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_)?Kestrel__(Certificates__Default|Endpoints__.+?__(Sni__.+__)?Certificate)__(Path|Subject)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Certificate();
}
