using MicroService.Advisor.Objects;
using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Images;

/// <summary>
/// MySQL before version 8, which initializes only an empty folder, while volumes often have a lost+found
/// (https://dev.mysql.com/doc/refman/5.7/en/server-options.html#option_mysqld_ignore-db-dir).
/// </summary>
internal static class MySqlFolder
{
    private const string Ignore = "--ignore-db-dir";

    /// <summary>The profile, with the argument that ignores the folder where the data is right in a volume.</summary>
    public static ImageProfile Of(WorkloadResource resource, string image, ImageProfile profile) =>
        ImageReference.Parse(image).Tag is { } tag && (tag == "5" || tag.StartsWith("5.", StringComparison.Ordinal) || tag.StartsWith("5-", StringComparison.Ordinal))
        && resource is ContainerResource { Entrypoint: null or "" } container && container.Args is [] or [['-', ..], ..] or ["mysqld", ..]
        && !container.Args.Any(argument => argument.StartsWith(Ignore, StringComparison.Ordinal))
        && container.Volumes.Any(volume => volume.Target.TrimEnd('/') == profile.DataFolder)
            ? profile with { Arguments = [$"{Ignore}=lost+found"] }
            : profile;
}
