using System.Globalization;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>Signs that a program listens on a loopback address, where the kubelet's probes do not reach it.</summary>
internal static class LoopbackOnly
{
    private static readonly string[] Addresses = ["127.0.0.1", "localhost", "[::1]"];

    private static readonly string[] OptionWords = ["host", "address", "addr", "bind", "listen", "ip"];

    /// <summary>True if a setting binds the port, or all ports, to a loopback address, or another probe calls one.</summary>
    public static bool Is(Container container, long port) =>
        // In the pod's own network namespace each container may set up what another serves.
        container.Workload.Containers.Any(other => Settings(other).Any(setting => Binds(setting, port)))
        || (container.Workload.PodSpec.Boolean("hostNetwork") == true
            && container.Workload.Containers.SelectMany(Probe.AllOf).Any(CallsLoopback));

    private static IEnumerable<string> Settings(Container container) =>
        container.CommandLine.Select(word => word.Value)
            .Concat(container.Environment.Select(variable => $"{variable.Text("name")}={variable.Text("value")}"));

    // --listen=127.0.0.1:8081, --bind-address=localhost; not --upstream=http://127.0.0.1:8081, which calls it.
    private static bool Binds(string setting, long port)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return false;
        }

        var (name, value) = (setting[..equals], setting[(equals + 1)..]);
        var address = Array.Find(Addresses, address => value == address || value.StartsWith($"{address}:", StringComparison.Ordinal));
        return address is not null
            && name.ToLowerInvariant().Split('-', '_', '.').Any(OptionWords.Contains)
            && (value == address || value[(address.Length + 1)..] == port.ToString(CultureInfo.InvariantCulture));
    }

    private static bool CallsLoopback(Probe probe) =>
        probe.Node.Mapping(probe.Handler!)?.Text("host") is { } host
        && (host is "localhost" or "::1" || host.StartsWith("127.", StringComparison.Ordinal));
}
