using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Names;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Workloads;

/// <summary>The volumes of a workload: those of the model, and one for the image's data folder if the model has none.</summary>
internal static class VolumeChoice
{
    private const string Data = "data";

    /// <param name="shared">The names of volumes that workloads mount together.</param>
    public static IReadOnlyList<ClusterVolume> Of(WorkloadResource resource, ImageProfile profile, WorkloadSettings settings, IReadOnlyList<string>? shared = null)
    {
        var volumes = new List<ClusterVolume>();
        foreach (var volume in (resource as ContainerResource)?.Volumes ?? [])
        {
            // Not the model's name, which contains a hash of the AppHost's folder: claims must have the same name everywhere.
            var path = IsMoved(resource, volume, profile, settings) ? profile.DataFolder! : PathOf(volume);
            if (volumes.TrueForAll(other => other.MountPath != path))
            {
                var name = path == profile.DataFolder ? Data : DnsLabel.From(path) ?? DnsLabel.WithHash("volume", path);
                volumes.Add(new ClusterVolume(volumes.Exists(other => other.Name == name) ? DnsLabel.WithHash(name, path) : name, path, volume.ReadOnly, settings.Storage!)
                {
                    Claim = shared?.Contains(volume.Name) == true ? DnsLabel.From(volume.Name) ?? DnsLabel.WithHash("volume", volume.Name) : null,
                });
            }
        }

        if (IsMissing(resource, profile))
        {
            volumes.Add(new ClusterVolume(Data, profile.DataFolder!, IsReadOnly: false, settings.Storage!));
        }

        return volumes;
    }

    /// <summary>Whether the image keeps data for which the model has no volume.</summary>
    public static bool IsMissing(WorkloadResource resource, ImageProfile profile) =>
        profile.DataFolder is { } folder
        && ((resource as ContainerResource)?.Volumes ?? []).All(volume => !IsWithin(folder, volume.Target) && !IsWithin(volume.Target, folder));

    /// <summary>Whether a volume is where the image of this version can't keep its data, so that it has to be mounted elsewhere.</summary>
    public static bool IsMoved(WorkloadResource resource, Volume volume, ImageProfile profile, WorkloadSettings settings) =>
        resource is ContainerResource container && container.Volumes.All(other => PathOf(other) != profile.DataFolder)
        && (PathOf(volume) == profile.FormerDataFolder || (IsHidden(volume, profile) && PathOf(volume) == ParentOf(profile.DataFolder!) && HasDataThere(container, profile, settings)));

    /// <summary>
    /// Whether the image's own volume lies over a folder of this one, where it keeps its data unless it was told otherwise.
    /// </summary>
    public static bool IsHidden(Volume volume, ImageProfile profile) =>
        profile.IsDataFolderMounted && PathOf(volume) != profile.DataFolder && IsWithin(profile.DataFolder!, PathOf(volume));

    /// <summary>Whether an older server than may be in the image would have its data in no volume.</summary>
    public static bool IsInDoubt(ContainerResource resource, ImageProfile profile) =>
        profile.OlderDataFolder is { } folder && resource.Volumes.All(volume => !IsWithin(folder, volume.Target) || IsWithin(profile.DataFolder!, volume.Target));

    // What an expression comes to is not looked at: a folder that somebody chose is nothing to be certain of.
    private static bool HasDataThere(ContainerResource container, ImageProfile profile, WorkloadSettings settings) =>
        profile.Environment.All(variable => !container.Environment.ContainsKey(variable.Name) && settings.Environment?.ContainsKey(variable.Name) != true);

    /// <summary>Whether a path is a folder or is below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        $"{path.TrimEnd('/')}/".StartsWith($"{folder.TrimEnd('/')}/", StringComparison.Ordinal);

    private static string ParentOf(string path) => path[..path.LastIndexOf('/')];

    private static string PathOf(Volume volume) => volume.Target.Length > 1 ? volume.Target.TrimEnd('/') : volume.Target;
}
