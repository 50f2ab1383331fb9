using MicroService.Advisor.Objects;
using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Images;

/// <summary>
/// MySQL 5.6 and 5.7, which initialize only an empty folder, while volumes often have a lost+found: older versions have no such option, newer
/// ones none of the trouble
/// (https://dev.mysql.com/doc/refman/5.7/en/server-options.html#option_mysqld_ignore-db-dir).
/// </summary>
internal static class MySqlFolder
{
    private const string Ignore = "--ignore-db-dir";

    private static readonly string[] Versions = ["5-", "5.6", "5.7"];

    /// <summary>The profile, with the argument that ignores the folder where the data is right in a volume.</summary>
    public static ImageProfile Of(WorkloadResource resource, string image, ImageProfile profile) =>
        ImageReference.Parse(image).Tag is { } tag
        && (tag == "5" || Versions.Any(version => tag.StartsWith(version, StringComparison.Ordinal)))
        && resource is ContainerResource { Entrypoint: null or "" } container && container.Args is [] or [['-', ..], ..] or ["mysqld", ..]
        && !container.Args.Any(argument => argument.StartsWith(Ignore, StringComparison.Ordinal))
        && container.Volumes.Any(volume => volume.Target.TrimEnd('/') == profile.DataFolder)
            ? profile with { Arguments = [$"{Ignore}=lost+found"] }
            : profile;
}
