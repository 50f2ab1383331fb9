using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>Tells the pods of Windows nodes by all that a manifest may say of them.</summary>
internal static class WindowsPod
{
    private const string Windows = "windows";

    private static readonly string[] NodeLabels = ["kubernetes.io/os", "beta.kubernetes.io/os"];

    // Base images and what is built on them alone (learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-base-images).
    private static readonly string[] Repositories =
    [
        "mcr.microsoft.com/windows/", "mcr.microsoft.com/dotnet/framework/", "mcr.microsoft.com/windows-cssc/", "microsoft/windowsservercore/",
        "microsoft/nanoserver/", "mcr.microsoft.com/oss/kubernetes/windows-host-process-containers-base-image/",
    ];

    private static readonly string[] Bases = ["windowsservercore", "nanoserver"];

    private static readonly string[] AllContainers = ["containers", "initContainers", "ephemeralContainers"];

    /// <summary>
    /// True if the pods say that they are Windows', are sent to Windows nodes alone, or have options or images that only Windows knows.
    /// </summary>
    public static bool Is(MappingNode podSpec) => podSpec.Mapping("os")?.Text("name") switch
    {
        Windows => true,
        null => IsSelected(podSpec) || HasOptions(podSpec) || (!IsSelectedElse(podSpec) && HasImage(podSpec)),
        _ => false,
    };

    private static bool IsSelected(MappingNode podSpec)
    {
        if (SelectWindows(podSpec.Mapping("nodeSelector")))
        {
            return true;
        }

        // The terms are alternatives, so each of them must ask for Windows.
        var required = podSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") as MappingNode;
        return required?.Mappings("nodeSelectorTerms").ToList() is { Count: > 0 } terms
            && terms.TrueForAll(term => term.Mappings("matchExpressions").Any(IsForWindows));
    }

    private static bool SelectWindows(MappingNode? nodes) => nodes is not null && NodeLabels.Any(label => nodes.Text(label) == Windows);

    /// <summary>The RuntimeClasses among some objects that send pods to Windows nodes.</summary>
    public static IEnumerable<string> ClassesAmong(IEnumerable<KubernetesObject> runtimeClasses) =>
        runtimeClasses
            .Where(candidate => candidate.Group == "node.k8s.io" && SelectWindows(candidate.Root.Mapping("scheduling")?.Mapping("nodeSelector")))
            .Select(candidate => candidate.Name);

    private static bool IsSelectedElse(MappingNode podSpec) =>
        podSpec.Mapping("nodeSelector") is { } selector && NodeLabels.Any(label => selector.Text(label) is { Length: > 0 } system && system != Windows);

    // An image of Windows starts on no other node. Tags of images for both systems name the base of the Windows one.
    private static bool HasImage(MappingNode podSpec) => Array.Exists(AllContainers, list => podSpec.Mappings(list).Any(IsImage));

    private static bool IsImage(MappingNode container)
    {
        if (container.Text("image") is not { Length: > 0 } reference)
        {
            return false;
        }

        var image = ImageReference.Parse(reference.Trim());
        return Array.Exists(Repositories, repository => (image.Repository + "/").Contains(repository, StringComparison.OrdinalIgnoreCase))
            || (image.Tag is { } tag && Array.Exists(Bases, name => tag.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    // Nodes have one of two systems (https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-os).
    private static bool IsForWindows(MappingNode expression) =>
        NodeLabels.Contains(expression.Text("key"), StringComparer.Ordinal)
        && expression.Sequence("values") is { Items.Count: > 0 } values
        && expression.Text("operator") switch
        {
            "In" => values.Items.All(value => value is ScalarNode { Value: Windows }),
            "NotIn" => values.Items.Any(value => value is ScalarNode { Value: "linux" })
                && !values.Items.Any(value => value is ScalarNode { Value: Windows }),
            _ => false,
        };

    private static bool HasOptions(MappingNode podSpec) =>
        HasOptionsOf(podSpec) || Array.Exists(AllContainers, list => podSpec.Mappings(list).Any(HasOptionsOf));

    private static bool HasOptionsOf(MappingNode owner) =>
        owner.Mapping("securityContext")?.Mapping("windowsOptions") is { Entries.Count: > 0 };
}
