using System.Globalization;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The ports that the workloads behind a selector declare, looked at once for all Services that have the same one.</summary>
internal sealed class DeclaredPorts
{
    private static readonly ConditionalWeakTable<IReadOnlyList<Workload>, DeclaredPorts> Known = [];

    // Where in the list the workloads stand that declare a port, by its name or number.
    private readonly Dictionary<(string Protocol, string Target), List<int>> _places = [];

    private DeclaredPorts(IReadOnlyList<Workload> selected)
    {
        // Containers may listen on ports that they don't declare, so a pod without any declaration proves nothing of a number.
        var running = selected.Where(workload => workload is { IsLongRunning: true, RunsAsWritten: true })
            .ToLookup(workload => ServicePort.Declared(workload).Any());
        Workloads = [.. running[true]];
        Undeclared = [.. running[false]];
        for (var i = 0; i < Workloads.Count; i++)
        {
            foreach (var port in ServicePort.Declared(Workloads[i]))
            {
                var protocol = ServicePort.Protocol(port);
                Add(protocol, port.Integer("containerPort")?.ToString(CultureInfo.InvariantCulture), i);
                // A target of digits alone is a number.
                Add(protocol, port.Text("name") is { } name && !IsNumber(name, out _) ? name : null, i);
            }
        }
    }

    /// <summary>The workloads that run on and declare a port.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>The workloads that run on and declare no port: a name leads nowhere in them.</summary>
    public IReadOnlyList<Workload> Undeclared { get; }

    /// <summary>The ports of the workloads that a selector selects.</summary>
    public static DeclaredPorts Of(IReadOnlyList<Workload> selected) => Known.GetValue(selected, static selected => new DeclaredPorts(selected));

    /// <summary>The first workload that does not declare a port, or null.</summary>
    public Workload? WithoutPort(string protocol, string target)
    {
        var isNumber = IsNumber(target, out var number);
        // Beside pods that have the port, those without are only passed over.
        if (!isNumber && Workloads.Count == 0 && Undeclared is [var undeclared, ..])
        {
            return undeclared;
        }

        var key = isNumber ? number.ToString(CultureInfo.InvariantCulture) : target;
        var places = _places.GetValueOrDefault((protocol, key)) ?? [];
        // Up to the first gap, each place is its own index.
        var (low, high) = (0, places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = places[middle] == middle ? (middle + 1, high) : (low, middle);
        }

        return low < Workloads.Count ? Workloads[low] : null;
    }

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void Add(string protocol, string? target, int place)
    {
        if (target is null)
        {
            return;
        }

        if (!_places.TryGetValue((protocol, target), out var places))
        {
            _places[(protocol, target)] = places = [];
        }

        if (places.Count == 0 || places[^1] != place)
        {
            places.Add(place);
        }
    }
}
