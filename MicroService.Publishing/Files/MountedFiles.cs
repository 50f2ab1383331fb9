using System.Text;
using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Names;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Files;

/// <summary>The files of a bind mount, as a cluster can have them.</summary>
/// <param name="Files">The ConfigMap; null if there is none.</param>
/// <param name="Size">The bytes of all files, if they are too many for a ConfigMap; otherwise 0.</param>
internal sealed partial record MountedFiles(ClusterFiles? Files, long Size)
{
    /// <summary>The most that a ConfigMap holds (Kubernetes API reference, ConfigMap).</summary>
    public const int MostBytes = 1024 * 1024;

    private const string RepositoryMark = ".git";

    private static readonly MountedFiles None = new(null, 0);

    // Keys and certificate stores belong in a Secret, which git does not see.
    private static readonly string[] SecretEndings = [".pfx", ".p12", ".key", ".env", ".jks"];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads the files of a mount. Only files in the manifest's folder or its repository count; others are of the machine, such as sockets.
    /// </summary>
    /// <param name="workload">The name of the workload, which the ConfigMap's begins with.</param>
    public static MountedFiles Of(BindMount mount, string workload, string baseDirectory)
    {
        if (!SettingsRules.IsFolder(mount.Target) || mount.Target.Contains('{', StringComparison.Ordinal) || mount.Source.Length == 0 || baseDirectory.Length == 0 || Path.IsPathRooted(mount.Source) || mount.Source.Contains('{', StringComparison.Ordinal) || mount.Source.Contains('\0', StringComparison.Ordinal))
        {
            return None;
        }

        var source = Path.GetFullPath(Path.Combine(baseDirectory, mount.Source.Replace('\\', '/')));
        var root = RootOf(Path.GetFullPath(baseDirectory));
        if (!source.StartsWith(root, StringComparison.Ordinal) || source.Length <= root.Length)
        {
            return None;
        }

        try
        {
            return File.Exists(source) ? Read([source], Path.GetDirectoryName(source)!, mount, workload, isFile: true)
                : Directory.Exists(source) ? Read(FilesIn(source), source, mount, workload, isFile: false)
                : None;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What can't be read here is said to be missing.
            return None;
        }
    }

    private static MountedFiles Read(IEnumerable<string> paths, string folder, BindMount mount, string workload, bool isFile)
    {
        List<FileInfo> files = [.. paths.Order(StringComparer.Ordinal).Select(path => new FileInfo(path))];
        if (files.Count == 0 || files.Exists(file => file.LinkTarget is not null || SecretEndings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase)))
        {
            return None;
        }

        if (files.Sum(file => file.Length) is > MostBytes and var size)
        {
            return new MountedFiles(null, size);
        }

        var contents = files.ConvertAll(file => (Path: Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), Bytes: File.ReadAllBytes(file.FullName)));
        if (contents.Exists(file => file.Bytes.AsSpan().IndexOf("PRIVATE KEY-----"u8) >= 0))
        {
            return None;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        var target = mount.Target.Length > 1 ? mount.Target.TrimEnd('/') : mount.Target;
        var name = DnsLabel.From($"files-{target}")!;
        return new MountedFiles(
            new ClusterFiles(name, DnsLabel.From($"{workload}-{name}")!, target, isFile, [.. contents.Select(file => Entry(file.Path, file.Bytes, keys))]), 0);
    }

    private static ClusterFile Entry(string path, byte[] bytes, HashSet<string> keys)
    {
        var plain = Foreign().Replace(path, "_");
        var key = plain.Length > 200 ? DnsLabel.WithHash("file", path) : plain;
        while (!keys.Add(key))
        {
            key += "_";
        }

        return TextOf(bytes) is { } text ? new ClusterFile(key, path, text, IsText: true) : new ClusterFile(key, path, Convert.ToBase64String(bytes), IsText: false);
    }

    private static string? TextOf(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return text.AsSpan().ContainsAnyInRange('\0', '\u0008') || text.StartsWith('\uFEFF') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            // Bytes that are no text are kept as they are.
            return null;
        }
    }

    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(
        folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 8 });

    // The folder of the repository that the manifest is in; without one the manifest's own.
    private static string RootOf(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, RepositoryMark)))
            {
                return Path.TrimEndingDirectorySeparator(at.FullName) + Path.DirectorySeparatorChar;
            }
        }

        return Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
    }

    [GeneratedRegex("[^-._a-zA-Z0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Foreign();
}
