using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The workloads whose pods a selector selects in a namespace, with the ports that they declare.</summary>
internal sealed class SelectedPods
{
    // Many policies have the same few selectors: each is looked at once.
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<(string Namespace, string Selector), SelectedPods>> Known = [];

    private readonly HashSet<(string Protocol, string Name)> _names = [];
    private readonly HashSet<(string Protocol, long Number)> _numbers = [];
    private readonly bool _areDeclared;

    private SelectedPods(IReadOnlyList<Workload> workloads)
    {
        IsEmpty = workloads.Count == 0;
        _areDeclared = true;
        foreach (var workload in workloads)
        {
            var any = false;
            foreach (var port in ServicePort.Declared(workload))
            {
                any = true;
                if (port.Text("name") is { } name)
                {
                    _names.Add((ServicePort.Protocol(port), name));
                }

                if (port.Integer("containerPort") is { } number)
                {
                    _numbers.Add((ServicePort.Protocol(port), number));
                }
            }

            _areDeclared &= any;
        }
    }

    public bool IsEmpty { get; }

    /// <summary>The pods of a namespace that a selector selects.</summary>
    public static SelectedPods Of(LabelSelector selector, string ns, ObjectGraph graph) =>
        Known.GetOrCreateValue(graph).GetOrAdd(
            (ns, selector.Signature),
            _ => new SelectedPods([.. graph.SameAs(ns).SelectMany(same => selector.IsEmpty ? graph.WorkloadsIn(same) : graph.Select(selector, same))]));

    /// <summary>
    /// True if any of the pods has the port of a policy, or could: a container may listen on ports that it does not declare, so a pod that
    /// declares none proves nothing about a number. A name leads nowhere without a declaration.
    /// </summary>
    public bool MayHave(MappingNode port)
    {
        var protocol = ServicePort.Protocol(port);
        if (port.Integer("port") is not { } first)
        {
            return port.Text("port") is not { } name || _names.Contains((protocol, name));
        }

        var last = port.Integer("endPort") ?? first;
        return !_areDeclared || _numbers.Any(declared => declared.Protocol == protocol && declared.Number >= first && declared.Number <= last);
    }

    /// <summary>The declared ports, for a message.</summary>
    public static string Ports(IEnumerable<SelectedPods> pods)
    {
        var ports = pods.SelectMany(selected => selected._numbers).Distinct().Order().Take(9)
            .Select(port => $"{port.Number.ToString(CultureInfo.InvariantCulture)}/{port.Protocol}").ToList();
        return ports.Count == 0 ? "none" : $"{string.Join(", ", ports.Take(8))}{(ports.Count > 8 ? ", …" : "")}";
    }
}
