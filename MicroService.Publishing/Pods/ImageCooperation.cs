using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>The restrictions that an image is known to support, from the settings, its profile, or because it is a .NET project.</summary>
/// <param name="User">The uid to run as; null for the image's own, which nobody knows.</param>
/// <param name="RunsUnprivileged">Whether it runs as non-root and without capabilities.</param>
/// <param name="StandsReadOnlyRoot">Whether its root file system may be read-only.</param>
internal sealed record ImageCooperation(long? User, bool RunsUnprivileged, bool StandsReadOnlyRoot)
{
    // The user "app" of Microsoft's .NET images (APP_UID), which the SDK's container support uses.
    private const long DotnetUser = 1654;

    /// <summary>A user of no image and no node, for programs that own no files, and a group for those whose user is unknown.</summary>
    public const long AnyUser = 10001;

    public static ImageCooperation Of(ClusterWorkload workload)
    {
        var isProject = workload.IsProject;
        var user = workload.Settings.User ?? workload.Profile.User ?? (isProject ? DotnetUser : workload.Profile.IsKnown ? AnyUser : null);
        return new ImageCooperation(
            user,
            user is > 0,
            workload.Settings.ReadOnlyRoot ?? (workload.Profile.IsKnown || isProject));
    }
}
