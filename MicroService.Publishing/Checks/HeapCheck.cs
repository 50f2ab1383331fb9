using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Checks;

/// <summary>A .NET heap limit is below the memory limit. The advisor's rule checks variables; this check includes ConfigMaps.</summary>
internal static class HeapCheck
{
    private const ulong WholePercent = 100;

    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph) =>
        from workload in graph.Workloads
        from container in workload.Containers
        let limit = container.Limit("memory")
        from variable in Variables(container, graph)
        where variable.Name is "DOTNET_GCHeapHardLimit" or "DOTNET_GCHeapHardLimitPercent"
        let problem = Problem(variable.Name, variable.Value, limit)
        where problem is not null
        select new CheckProblem(workload.Object.ToString(), container.Node.PointerFrom(workload.Object.Root), problem, $"Resources:{workload.Name}:Environment:{variable.Name}");

    private static string? Problem(string name, string value, Quantity? limit)
    {
        // The runtime reads both as hexadecimal, with or without a prefix.
        var digits = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? value[2..] : value;
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return $"{name} is {value}, which is no hexadecimal number.";
        }

        return limit is not { } memory ? $"{name} is set, but the container has no memory limit."
            : name == "DOTNET_GCHeapHardLimit" ? number >= memory.Value ? $"{name} ({value}, hexadecimal) is not below the memory limit of {memory.ToMemoryText()}." : null
            : number >= WholePercent ? $"{name} ({value}, hexadecimal) is {number} % of the memory limit." : null;
    }

    private static IEnumerable<(string Name, string Value)> Variables(Container container, ObjectGraph graph)
    {
        var literal = container.Environment.Select(variable => (Name: variable.Text("name") ?? "", Value: variable.Text("value")));
        var mapped = container.Node.Mappings("envFrom")
            .Select(source => source.Mapping("configMapRef")?.Text("name"))
            .OfType<string>()
            .Select(name => graph.FindFor(container.Workload, "ConfigMap", name)?.Root.Mapping("data"))
            .OfType<MappingNode>()
            .SelectMany(data => data.Entries)
            .Select(entry => (Name: entry.Name, Value: (entry.Value as ScalarNode)?.Value));
        return from variable in literal.Concat(mapped)
               where variable.Value is not null
               select (variable.Name, variable.Value);
    }
}
