using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>
/// A folder with one setting a file, as ConfigMaps and secrets are mounted: <c>Lifecycle__DrainDelay</c> holds the value of
/// <c>Lifecycle:DrainDelay</c>. All files are read from one version of the volume.
/// </summary>
internal static class MountedFolder
{
    /// <summary>Kubernetes allows 1 MiB for a whole ConfigMap or secret.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const string Current = "..data";
    private const int Attempts = 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the folder; what cannot be read is among the problems.</summary>
    public static MountedFolderContent Read(string folder)
    {
        var content = MountedFolderContent.Absent;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var version = VersionOf(folder);
            content = Read(folder, version);

            // The kubelet deletes the old version after the swap: with the link in place still, nothing was missing.
            if (version == VersionOf(folder))
            {
                break;
            }
        }

        return content;
    }

    private static string? VersionOf(string folder)
    {
        try
        {
            return Directory.ResolveLinkTarget(Path.Combine(folder, Current), returnFinalTarget: true)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading the folder says what is wrong with it.
            return null;
        }
    }

    private static MountedFolderContent Read(string folder, string? version)
    {
        var files = new Dictionary<string, MountedFile>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<ConfigurationProblem>();
        var left = MaxBytes;
        try
        {
            foreach (var file in new DirectoryInfo(version ?? folder).EnumerateFiles().OrderBy(static file => file.Name, StringComparer.Ordinal))
            {
                if (file.Name.StartsWith('.'))
                {
                    continue;
                }

                var key = file.Name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
                var shown = Path.Combine(folder, file.Name);
                var (value, rule) = ReadFile(file.FullName, ref left);
                if (value is not null && !files.TryAdd(key, new MountedFile(shown, value)))
                {
                    rule = "must be the only file for its key";
                }

                if (rule is not null)
                {
                    problems.Add(new ConfigurationProblem(key, shown, rule) { Origin = $"file {shown}" });
                }
            }
        }
        catch (DirectoryNotFoundException) when (!File.Exists(folder))
        {
            return MountedFolderContent.Absent;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigurationProblem(folder, folder, $"must be a folder that can be read ({exception.GetType().Name})") { Origin = $"folder {folder}" });
        }

        return new MountedFolderContent { Exists = true, IsVolume = version is not null, Files = files, Problems = problems };
    }

    private static (string? Value, string? Rule) ReadFile(string path, ref int left)
    {
        try
        {
            // What has no length is not opened: a pipe would block the start until a process writes to it.
            if (new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) is { Exists: true, Length: 0 })
            {
                return ("", null);
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[Math.Min(stream.Length, left) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > left)
            {
                return (null, $"must not make the folder larger than {MaxBytes} bytes");
            }

            left -= length;
            return (Utf8.GetString(buffer, 0, length).TrimStart('\uFEFF').TrimEnd('\r', '\n'), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, "must be text in UTF-8");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"must be a file that can be read ({exception.GetType().Name})");
        }
    }
}

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

    /// <summary>Files that cannot be read as settings.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; init; } = [];

    /// <summary>Whether the folder was lost rather than changed: a volume that was unmounted leaves an empty folder.</summary>
    public bool IsLostIn(MountedFolderContent now) => Exists && (!now.Exists || (IsVolume && !now.IsVolume && now.Files.Count == 0));

    /// <summary>Whether both say the same.</summary>
    public bool IsSameAs(MountedFolderContent other) =>
        Files.Count == other.Files.Count
        && Files.All(file => other.Files.TryGetValue(file.Key, out var counterpart) && counterpart == file.Value)
        && Problems.SequenceEqual(other.Problems);
}

/// <summary>One mounted setting.</summary>
/// <param name="Path">The file, as it is mounted.</param>
/// <param name="Value">Its text, without the newline at its end.</param>
internal sealed record MountedFile(string Path, string Value);
