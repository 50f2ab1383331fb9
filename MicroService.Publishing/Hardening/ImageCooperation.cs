using MicroService.Publishing.Cluster;

namespace MicroService.Publishing.Hardening;

/// <summary>What an image is known to stand: from the settings, else its profile, else because it is a .NET project.</summary>
/// <param name="User">The uid to run as; null if the advisor's fix chooses.</param>
/// <param name="RunsUnprivileged">Whether it may run as another user than root and without capabilities.</param>
/// <param name="StandsReadOnlyRoot">Whether its root file system may be read-only.</param>
internal sealed record ImageCooperation(long? User, bool RunsUnprivileged, bool StandsReadOnlyRoot)
{
    // The user "app" of Microsoft's .NET images (APP_UID), which the SDK's container support takes.
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
