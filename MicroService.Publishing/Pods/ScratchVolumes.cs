using MicroService.Advisor.Manifests;
using MicroService.Publishing.Images;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>
/// The read-only root file system that the settings ask for, and sized emptyDirs for the writable folders of a program with a read-only
/// root file system.
/// </summary>
internal static class ScratchVolumes
{
    private const string Size = "64Mi";

    // For data that need not be kept, such as a cache's.
    private const string DataSize = "1Gi";

    private const int LongestName = 63;

    /// <summary>The folders of a workload; none if its root file system stays writable.</summary>
    public static IReadOnlyList<ScratchFolder> Of(ClusterWorkload workload)
    {
        if (!ImageCooperation.Of(workload).StandsReadOnlyRoot)
        {
            return [];
        }

        var folders = workload.Profile.Scratch
            .Concat(workload.Settings.Scratch!.Select(path => new ScratchFolder(path, Size)))
            .Append(new ScratchFolder("/tmp", Size));
        // If a volume is mounted within it, the rest of the folder belongs to the image.
        if (workload.Profile.DataFolder is { } data && !workload.Volumes.Any(volume => Holds(data, volume.MountPath)))
        {
            folders = folders.Append(new ScratchFolder(data, DataSize));
        }

        return [.. folders.Where(folder => !workload.Volumes.Any(volume => Holds(volume.MountPath, folder.Path))).DistinctBy(folder => folder.Path.TrimEnd('/'))];
    }

    public static void Apply(WorkloadManifest manifest)
    {
        // The advisor leaves a store whose user is unknown as it is; the settings know.
        if (manifest.Workload.Settings.ReadOnlyRoot == true && !ImageCooperation.Of(manifest.Workload).RunsUnprivileged)
        {
            manifest.Container.Ensure("securityContext").Default("readOnlyRootFilesystem", true);
        }

        foreach (var folder in Of(manifest.Workload))
        {
            if (manifest.Container.Mappings("volumeMounts").Any(mount => mount.Text("mountPath") is { } path && Holds(path, folder.Path)))
            {
                continue;
            }

            var name = manifest.FreeVolumeName(NameOf(folder.Path));
            manifest.PodSpec.EnsureSequence("volumes").Add(MappingNode.Of(("name", name), ("emptyDir", MappingNode.Of(("sizeLimit", folder.Size)))));
            manifest.Container.EnsureSequence("volumeMounts").Add(MappingNode.Of(("name", name), ("mountPath", folder.Path)));
        }
    }

    private static bool Holds(string mounted, string path)
    {
        var folder = mounted.TrimEnd('/');
        return path.TrimEnd('/') == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    private static string NameOf(string path)
    {
        var name = string.Concat(path.Trim('/').ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
        return name.Length switch
        {
            0 => "root",
            > LongestName => name[^LongestName..].Trim('-'),
            _ => name,
        };
    }
}
