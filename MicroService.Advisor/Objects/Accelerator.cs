using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>GPUs and other devices of a node, which it has few of, and which no second pod can share.</summary>
internal static class Accelerator
{
    private static readonly string[] Words = ["gpu", "tpu", "neuron", "mig-", "habana", "fpga", "dcu", "npu"];

    /// <summary>True if the container asks for one.</summary>
    public static bool Has(Container container) =>
        container.Node.Mapping("resources") is { } resources
        && (Names(resources).Any(IsDevice) || resources.Sequence("claims") is { Items.Count: > 0 });

    /// <summary>True if one of the workload's containers asks for one.</summary>
    public static bool IsUsedBy(Workload workload) => workload.Containers.Any(Has);

    private static IEnumerable<string> Names(MappingNode resources) =>
        from list in new[] { resources.Mapping("limits"), resources.Mapping("requests") }
        from entry in list?.Entries ?? []
        select entry.Key.Value;

    // An extended resource has a domain, as nvidia.com/gpu, amd.com/gpu, google.com/tpu, aws.amazon.com/neuron.
    private static bool IsDevice(string resource) =>
        resource.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && Words.Any(word => resource.AsSpan(slash).Contains(word, StringComparison.OrdinalIgnoreCase));
}
