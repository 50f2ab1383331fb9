using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>
/// Pods of a StatefulSet that need each other to become ready: where the next one is made only once the one before it is ready, or where
/// names of pods that are not ready are unknown, a readiness probe keeps them waiting for ever.
/// </summary>
internal static class PeerWait
{
    // Each container of a pod asks for it, for both of its probes.
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<Workload, StrongBox<string?>>> OfPods = [];

    /// <summary>What a person must decide, as the end of a sentence; null if nothing speaks against a probe.</summary>
    public static string? Of(Container container, ObjectGraph graph) =>
        container.Workload is { Kind: "StatefulSet", Replicas: > 1 } workload
            ? OfPods.GetOrCreateValue(graph).GetOrAdd(workload, static (pod, known) => new StrongBox<string?>(Of(pod, known)), graph).Value
            : null;

    private static string? Of(Workload workload, ObjectGraph graph)
    {
        if (!NamesPeers(workload, graph))
        {
            return null;
        }

        var isOrdered = workload.Spec.Text("podManagementPolicy") is not "Parallel";
        var service = workload.Spec.Text("serviceName") is { Length: > 0 } name ? graph.FindFor(workload, "Service", name) : null;
        return isOrdered ? "its pods name each other, and the next one is made only once the one before it is ready: set podManagementPolicy to Parallel first, "
                + "or probe what answers without the others"
            : service?.Spec?.Boolean("publishNotReadyAddresses") != true
                ? "its pods name each other, and names of pods that are not ready are unknown: set publishNotReadyAddresses on their headless Service first"
            : null;
    }

    // kafka-0.kafka, or the first pod's name as a word of its own in a list of members.
    private static bool NamesPeers(Workload workload, ObjectGraph graph)
    {
        var first = $"{workload.Name}-0";
        return workload.Containers.SelectMany(container => container.CommandLine.Select(word => word.Value)
                .Concat(container.Environment.Select(variable => variable.Text("value")).OfType<string>())
                .Concat(MountedSettings.Of(container, graph)))
            .Distinct(StringComparer.Ordinal)
            .Any(text => Has(text, first));
    }

    private static bool Has(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '-' or '_' or '.')) && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
