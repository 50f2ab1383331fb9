using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>The restrictions that an image is known to support, from the settings, its profile, or because it is a .NET project.</summary>
/// <param name="User">The uid to run as; null if the advisor's fix chooses.</param>
/// <param name="RunsUnprivileged">Whether it runs as non-root and without capabilities.</param>
/// <param name="StandsReadOnlyRoot">Whether its root file system may be read-only.</param>
internal sealed record ImageCooperation(long? User, bool RunsUnprivileged, bool StandsReadOnlyRoot)
{
    // The user "app" of Microsoft's .NET images (APP_UID), which the SDK's container support uses.
    private const long DotnetUser = 1654;

    public static ImageCooperation Of(ClusterWorkload workload)
    {
        var isProject = workload.IsProject;
        var user = workload.Settings.User ?? workload.Profile.User ?? (isProject ? DotnetUser : null);
        return new ImageCooperation(
            user,
            user is > 0 || (user is null && workload.Profile.IsKnown),
            workload.Settings.ReadOnlyRoot ?? (workload.Profile.IsKnown || isProject));
    }
}
