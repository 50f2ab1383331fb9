using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>What a pod takes of a resource, as the scheduler and quotas count it.</summary>
internal static class PodAmount
{
    /// <summary>The requests of a pod; of what is not written, the limit or the namespace's default.</summary>
    public static decimal Requests(Workload workload, string resource, ContainerDefaults defaults)
    {
        var ofPod = OfPod(workload, "requests", resource)
            ?? (workload.Containers.Any(container => Own(container, resource) is null) ? OfPod(workload, "limits", resource) : null);
        return (ofPod ?? Sum(workload, container => Own(container, resource) ?? defaults.Request(resource))) + Overhead(workload, resource);
    }

    /// <summary>The limits of a pod; of what is not written, the namespace's default.</summary>
    public static decimal Limits(Workload workload, string resource, ContainerDefaults defaults)
    {
        var limits = OfPod(workload, "limits", resource) ?? Sum(workload, container => container.Limit(resource) ?? defaults.Limit(resource));
        return limits == 0 ? 0 : limits + Overhead(workload, resource);
    }

    private static Quantity? Own(Container container, string resource) =>
        Quantity.Of(container.Node.At("resources", "requests", resource)) ?? container.Limit(resource);

    // What is written for the pod as a whole stands for its containers (KEP-2837).
    private static decimal? OfPod(Workload workload, string list, string resource) => Quantity.Of(workload.PodSpec.At("resources", list, resource))?.Value;

    private static decimal Overhead(Workload workload, string resource) => Quantity.Of(workload.PodSpec.At("overhead", resource))?.Value ?? 0;

    /// <summary>
    /// The sum over a pod's containers: init containers run one by one before the others, beside the sidecars that have started already
    /// (KEP-753).
    /// </summary>
    public static decimal Sum(Workload workload, Func<Container, Quantity?> amountOf)
    {
        decimal running = 0, sidecars = 0, starting = 0;
        foreach (var container in workload.Containers)
        {
            var amount = Math.Max(amountOf(container)?.Value ?? 0, 0);
            if (container.IsLongRunning)
            {
                running += amount;
                sidecars += container.IsInit ? amount : 0;
            }
            else
            {
                starting = Math.Max(starting, amount + sidecars);
            }
        }

        return Math.Max(running, starting);
    }
}
