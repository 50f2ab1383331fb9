using System.Globalization;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>Signs that a program listens on a loopback address, where the kubelet's probes do not reach it.</summary>
internal static class LoopbackOnly
{
    private static readonly string[] Addresses = ["127.0.0.1", "localhost", "[::1]"];

    private static readonly string[] OptionWords = ["host", "address", "addr", "bind", "listen", "ip"];

    // Each container of a pod asks for it.
    private static readonly ConditionalWeakTable<Workload, Bound> OfPods = [];

    /// <summary>True if a setting binds the port, or all ports, to a loopback address, or another probe calls one.</summary>
    public static bool Is(Container container, long port)
    {
        var bound = OfPods.GetValue(container.Workload, static pod => Of(pod));
        return bound.IsAny || bound.Ports.Contains(port.ToString(CultureInfo.InvariantCulture));
    }

    // In the pod's own network namespace each container may set up what another serves.
    private static Bound Of(Workload workload)
    {
        var ports = workload.Containers.SelectMany(Settings).Select(PortOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return new Bound(
            ports.Contains("") || (workload.PodSpec.Boolean("hostNetwork") == true && workload.Containers.SelectMany(Probe.AllOf).Any(CallsLoopback)),
            ports);
    }

    private static IEnumerable<string> Settings(Container container) =>
        container.CommandLine.Select(word => word.Value)
            .Concat(container.Environment.Select(variable => $"{variable.Text("name")}={variable.Text("value")}"));

    // The port of --listen=127.0.0.1:8081, none of --bind-address=localhost, which is of all ports; null for others, such as
    // --upstream=http://127.0.0.1:8081, which calls it.
    private static string? PortOf(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return null;
        }

        var (name, value) = (setting[..equals], setting[(equals + 1)..]);
        var address = Array.Find(Addresses, address => value == address || value.StartsWith($"{address}:", StringComparison.Ordinal));
        return address is not null && name.ToLowerInvariant().Split('-', '_', '.').Any(OptionWords.Contains)
            ? value[Math.Min(address.Length + 1, value.Length)..]
            : null;
    }

    private static bool CallsLoopback(Probe probe) =>
        probe.Node.Mapping(probe.Handler!)?.Text("host") is { } host
        && (host is "localhost" or "::1" || host.StartsWith("127.", StringComparison.Ordinal));

    private sealed record Bound(bool IsAny, IReadOnlySet<string> Ports);
}
