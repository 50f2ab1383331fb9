using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Settings;

/// <summary>The valid forms of settings.</summary>
internal static partial class SettingsRules
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    /// <summary>Whether it is a label as in the names of namespaces (RFC 1123).</summary>
    public static bool IsLabel(string text) => Label().IsMatch(text);

    /// <summary>Whether it is the key of a label, with or without a prefix.</summary>
    public static bool IsLabelKey(string text) =>
        text.Split('/') is var parts && parts.Length <= 2 && (parts.Length == 1 || IsName(parts[0])) && parts[^1].Length > 0 && IsLabelValue(parts[^1]);

    /// <summary>Whether it is the value of a label.</summary>
    public static bool IsLabelValue(string text) => LabelValue().IsMatch(text);

    /// <summary>Whether it is the URL of an OTLP endpoint.</summary>
    public static bool IsEndpoint(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Host.Length: > 0 };

    /// <summary>Whether Kubernetes reserves the namespace. A default-deny policy there would cut off the cluster's own pods.</summary>
    public static bool IsReserved(string ns) => ns == "default" || ns.StartsWith("kube-", StringComparison.Ordinal);

    /// <summary>Whether it may be the application's namespace.</summary>
    public static bool IsOwnNamespace(string text) => IsLabel(text) && !IsReserved(text);

    /// <summary>Whether it is a registry's host, with an optional port and path.</summary>
    public static bool IsRegistry(string text) => Registry().IsMatch(text);

    public static bool IsTag(string text) => Tag().IsMatch(text);

    /// <summary>Whether it names an image, with or without tag and digest.</summary>
    public static bool IsImage(string text) => Image().IsMatch(text);

    public static bool IsVariable(string text) => Variable().IsMatch(text);

    /// <summary>Whether it is the name of a variable, or a prefix followed by a star.</summary>
    public static bool IsVariablePattern(string text) => text == "*" || IsVariable(text.EndsWith('*') ? text[..^1] : text);

    /// <summary>Whether it is the path of a URL.</summary>
    public static bool IsUrlPath(string text) => text.StartsWith('/') && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));

    /// <summary>Whether it is a folder of a container that a volume can be mounted at.</summary>
    public static bool IsFolder(string text) => text.Length > 1 && text[0] == '/' && !text.Contains(':', StringComparison.Ordinal) && !text.Split('/').Contains("..");

    public static bool IsQuantity(string text, decimal from, decimal to) =>
        Quantity.TryParse(text, out var quantity) && quantity.Value >= from && quantity.Value <= to && !text.Contains(' ', StringComparison.Ordinal);

    /// <summary>Whether it is <c>workload:port</c>, <c>namespace:port</c>, <c>host:port</c> or <c>CIDR:port</c>.</summary>
    public static bool IsPeer(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            && (IsHost(text[..colon]) || IPAddress.TryParse(text.AsSpan(0, colon), out _) || IPNetwork.TryParse(text.AsSpan(0, colon), out _));
    }

    /// <summary>Whether it is <c>resource.group:verb,verb</c>, with or without the name of an object.</summary>
    public static bool IsRight(string text) => Right().IsMatch(text);

    /// <summary>Whether it is the name of an object (a DNS subdomain, RFC 1123).</summary>
    public static bool IsName(string text) => text.Length <= 253 && text.Split('.').All(IsLabel);

    /// <summary>Whether it is the name of a host.</summary>
    public static bool IsHost(string text) => text.Length <= 253 && Host().IsMatch(text);

    /// <summary>Whether it is the name of a host, or <c>*</c> and a domain.</summary>
    public static bool IsHostPattern(string text) => IsHost(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text);

    /// <summary>The places of a host, each with or without a port.</summary>
    public static IReadOnlyList<string> PlacesOf(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether it is a CIDR or a namespace, with or without a port.</summary>
    public static bool IsPlace(string text) => IsLabel(text) || IPNetwork.TryParse(text, out _) || IPAddress.TryParse(text, out _) || IsPeer(text);

    /// <summary>Reads a duration such as <c>5s</c>; null if the text is not a duration.</summary>
    public static TimeSpan? Duration(string text)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * unit.TotalDays < 365)
            {
                return number * unit;
            }
        }

        return null;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*([.][a-z0-9.-]+)?(/[a-z0-9.-]+)?:[a-z]+(,[a-z]+)*$")]
    private static partial Regex Right();

    [GeneratedRegex("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$")]
    private static partial Regex LabelValue();

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]+([.-]+[a-z0-9]+)*(:\d{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Registry();

    [GeneratedRegex(@"^\w[\w.-]{0,127}$", RegexOptions.ECMAScript)]
    private static partial Regex Tag();

    // The grammar of distribution/reference: only hosts may have capitals.
    [GeneratedRegex(@"^([A-Za-z0-9]+([.-]+[A-Za-z0-9]+)*(:\d{1,5})?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@[a-z0-9]+:[a-f0-9]{32,})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Image();

    [GeneratedRegex("^[a-z0-9]([a-z0-9_-]*[a-z0-9])?([.][a-z0-9]([a-z0-9_-]*[a-z0-9])?)*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    // Valid as a key of a ConfigMap and as a variable for the kubelet.
    [GeneratedRegex("^[A-Za-z_.-][A-Za-z0-9_.-]{0,252}$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
