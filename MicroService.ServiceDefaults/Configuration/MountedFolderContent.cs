using System.Collections.Frozen;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>What one folder held at one moment.</summary>
internal sealed record MountedFolderContent
{
    /// <summary>A folder that is not there.</summary>
    public static readonly MountedFolderContent Absent = new();

    /// <summary>Whether the folder was there.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether its files came through <c>..data</c>, as the kubelet mounts them.</summary>
    public bool IsVolume { get; init; }

    /// <summary>The files by configuration key.</summary>
    public IReadOnlyDictionary<string, MountedFile> Files { get; init; } = FrozenDictionary<string, MountedFile>.Empty;

    /// <summary>Files that are no settings.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; init; } = [];

    /// <summary>Whether <paramref name="now"/> is no later state of this folder but the loss of it: a volume that was unmounted leaves an empty folder.</summary>
    public bool IsLostIn(MountedFolderContent now) => Exists && (!now.Exists || (IsVolume && !now.IsVolume && now.Files.Count == 0));

    /// <summary>Whether both say the same.</summary>
    public bool IsSameAs(MountedFolderContent other) =>
        Files.Count == other.Files.Count
        && Files.All(file => other.Files.TryGetValue(file.Key, out var counterpart) && counterpart == file.Value)
        && Problems.SequenceEqual(other.Problems);
}
