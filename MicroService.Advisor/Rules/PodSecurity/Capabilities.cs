using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The Linux capabilities that a container adds and drops.</summary>
internal static class Capabilities
{
    public static IEnumerable<ScalarNode> Added(Container container) => Listed(container, "add");

    /// <summary>True if the container starts from none.</summary>
    public static bool DropsAll(Container container) => Listed(container, "drop").Any(item => item.Value == "ALL");

    private static IEnumerable<ScalarNode> Listed(Container container, string list) =>
        container.SecurityContext?.Mapping("capabilities")?.Sequence(list)?.Items.OfType<ScalarNode>() ?? [];
}
