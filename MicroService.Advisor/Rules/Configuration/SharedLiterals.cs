using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>Addresses that are written as literals into the environment of several workloads of a namespace.</summary>
internal sealed class SharedLiterals
{
    private static readonly ConditionalWeakTable<ObjectGraph, SharedLiterals> Known = [];

    private readonly Dictionary<(string Namespace, string Name, string Value), int> _workloads = [];

    private SharedLiterals(ObjectGraph graph)
    {
        foreach (var workload in graph.Workloads)
        {
            var literals = workload.Containers.SelectMany(container => container.Environment).Where(variable => IsAddress(variable, workload.Object.Namespace, graph))
                .Select(variable => (workload.Object.Namespace, variable.Text("name")!, variable.Text("value")!)).ToHashSet();
            foreach (var literal in literals)
            {
                _workloads[literal] = _workloads.GetValueOrDefault(literal) + 1;
            }
        }
    }

    /// <summary>The literals of a graph, counted once.</summary>
    public static SharedLiterals Of(ObjectGraph graph) => Known.GetValue(graph, static graph => new SharedLiterals(graph));

    /// <summary>How many workloads of the namespace carry the variable with this very value.</summary>
    public int Count(string ns, MappingNode variable) => _workloads.GetValueOrDefault((ns, variable.Text("name") ?? "", variable.Text("value") ?? ""));

    /// <summary>
    /// True for a literal address that changes with the environment: of something else than a given Service, and without credentials.
    /// </summary>
    public static bool IsAddress(MappingNode variable, string ns, ObjectGraph graph) =>
        variable.Text("name") is not null && variable.Text("value") is { Length: > 0 } value
        && Endpoint.In(value).FirstOrDefault() is { Host: not null, HasUser: false } endpoint
        && !endpoint.IsServiceIn(ns, graph) && !value.Contains("$(", StringComparison.Ordinal);
}
