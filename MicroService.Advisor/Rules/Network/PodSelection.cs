using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The selector that a generated object selects a workload's pods by.</summary>
internal static class PodSelection
{
    /// <summary>The workload's own selector, else its pods' labels; null if the pods have none.</summary>
    public static MappingNode? Of(Workload workload)
    {
        var own = workload.Spec.Mapping("selector");
        if (own is not null && workload.Kind != "ReplicationController"
            && LabelSelector.Of(own) is { IsEmpty: false } selector && selector.Matches(workload.PodLabels))
        {
            return (MappingNode)Fresh.Copy(own);
        }

        return Labels(workload) is { } labels ? MappingNode.Of(("matchLabels", labels)) : null;
    }

    /// <summary>
    /// The labels that tell the pods apart: those that the workload's selector asks for, else all; null if there are none.
    /// </summary>
    public static MappingNode? Labels(Workload workload)
    {
        if (workload.PodLabels is not { Entries.Count: > 0 } labels)
        {
            return null;
        }

        var asked = workload.Spec.Mapping("selector")?.Mapping("matchLabels");
        var matching = asked is { Entries.Count: > 0 } && LabelSelector.OfLabels(asked).Matches(labels) ? asked : labels;
        return (MappingNode)Fresh.Copy(matching);
    }
}
