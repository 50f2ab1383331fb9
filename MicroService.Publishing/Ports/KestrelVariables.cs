using System.Text.RegularExpressions;

namespace MicroService.Publishing.Ports;

/// <summary>The variables for the addresses and the certificate of a project's server. Configuration ignores case.</summary>
internal static partial class KestrelVariables
{
    /// <summary>The variables for HTTP ports, the strongest first.</summary>
    public static IReadOnlyList<string> HttpPorts { get; } = ["HTTP_PORTS", "ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS"];

    /// <summary>The variables for HTTPS ports, the strongest first.</summary>
    public static IReadOnlyList<string> HttpsPorts { get; } = ["HTTPS_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTPS_PORTS"];

    /// <summary>Whether it lists addresses, which override lists of ports.</summary>
    public static bool IsUrls(string name) => Is(name, ["URLS", "ASPNETCORE_URLS", "DOTNET_URLS"]);

    public static bool IsHttpPorts(string name) => Is(name, HttpPorts);

    public static bool IsHttpsPorts(string name) => Is(name, HttpsPorts);

    /// <summary>
    /// The endpoint and the setting that it is for; null for other variables. An endpoint with an address overrides all other addresses.
    /// </summary>
    public static (string Endpoint, string Setting)? Endpoint(string name) =>
        EndpointSetting().Match(name) is { Success: true } match ? (match.Groups["endpoint"].Value, match.Groups["setting"].Value) : null;

    /// <summary>The endpoint whose address it is; null for other variables.</summary>
    public static string? EndpointOfUrl(string name) => Endpoint(name) is { } known && known.Setting.Equals("Url", StringComparison.OrdinalIgnoreCase) ? known.Endpoint : null;

    /// <summary>Whether it configures a certificate.</summary>
    public static bool IsCertificate(string name) => Certificate().IsMatch(name);

    /// <summary>The variable for another setting of the same endpoint.</summary>
    public static string Beside(string url, string setting) => url[..(url.LastIndexOf("__", StringComparison.Ordinal) + 2)] + setting;

    private static bool Is(string name, IEnumerable<string> names) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_)?Kestrel__Endpoints__(?<endpoint>.+?)__(?<setting>.+)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex EndpointSetting();

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_)?Kestrel__(Certificates__Default|Endpoints__.+?__(Sni__.+__)?Certificate)__(Path|Subject)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Certificate();
}
