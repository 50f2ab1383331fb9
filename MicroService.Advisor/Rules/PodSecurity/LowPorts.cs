using System.Globalization;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The ports below 1024 that a container opens: as it declares, or as an argument or variable tells it to listen.</summary>
internal static partial class LowPorts
{
    private const long FirstFree = 1024;

    public static IEnumerable<long> Of(Container container) =>
        container.Ports.Select(port => port.Integer("containerPort")).OfType<long>()
            .Concat(container.CommandLine.SelectMany(word => In(word.Value)))
            .Concat(container.Environment.SelectMany(OfVariable))
            .Where(port => port is > 0 and < FirstFree);

    private static IEnumerable<long> OfVariable(MappingNode variable) =>
        variable.Text("value") is not { } value ? []
        : PortName().IsMatch(variable.Text("name") ?? "") ? value.Split(';').SelectMany(Number)
        : value.Split(';').SelectMany(In);

    private static IEnumerable<long> Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? [port] : In(text);

    private static IEnumerable<long> In(string word) =>
        Listened().Match(word) is { Success: true } match ? [long.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture)] : [];

    // --entrypoints.web.address=:80, :80/tcp, http://+:80
    [GeneratedRegex(@"(^|=)((tcp|https?)://)?(\*|\+|0\.0\.0\.0|\[::\])?:(?<port>\d{1,5})(/(tcp|udp)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Listened();

    // ASPNETCORE_HTTPS_PORT is where clients are sent to, not what is listened on.
    [GeneratedRegex("^(((HTTP|SERVER|LISTEN|WEB|NGINX)_)?PORTS?|(ASPNETCORE_)?HTTPS?_PORTS)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PortName();
}
