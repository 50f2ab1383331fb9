using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The Linux capabilities that a container adds and drops.</summary>
internal static class Capabilities
{
    public static IEnumerable<ScalarNode> Added(Container container) => Listed(container, "add");

    /// <summary>True if the container starts from none.</summary>
    public static bool DropsAll(Container container) => Listed(container, "drop").Any(item => item.Value == "ALL");

    /// <summary>
    /// As a sentence, that a container of the pod adds to the runtime's own capabilities: as root it most likely needs those as well, to
    /// become another user or to reach the files of one, and so do the containers beside it. Null if none does, or this one is not root.
    /// </summary>
    public static string? Dependence(Container container) =>
        NonRootUser.IsCertain(container) ? null
        : container.Workload.Containers.FirstOrDefault(one => !NonRootUser.IsCertain(one) && !Listed(one, "drop").Any()
            && Added(one).Any(added => added.Value != "NET_BIND_SERVICE")) is { } adding
            ? $"The container {adding.Called} adds capabilities and drops none: decide which of the runtime's own it needs beside them."
        : null;

    private static IEnumerable<ScalarNode> Listed(Container container, string list) =>
        container.SecurityContext?.Mapping("capabilities")?.Sequence(list)?.Items.OfType<ScalarNode>() ?? [];
}
