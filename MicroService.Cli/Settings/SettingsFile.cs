using MicroService.Advisor.Rules;
using MicroService.Advisor.Settings;
using Microsoft.Extensions.FileSystemGlobbing;

namespace MicroService.Cli.Settings;

/// <summary>A team's settings as they lie in a folder.</summary>
/// <param name="Policy">What they decide.</param>
/// <param name="Folder">The folder that their paths start from.</param>
internal sealed record SettingsFile(AuditPolicy Policy, string Folder)
{
    private readonly Matcher _excluded = Globs(Policy.ExcludedPaths);

    /// <summary>Reads the settings of a command.</summary>
    /// <param name="named">
    /// The file that the user named; null to look for one from the input's folder upwards, to the root of its repository.
    /// </param>
    /// <param name="inputs">What the command works on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The settings, those of the catalog where there is no file, or the problems of the file, one line each.</returns>
    public static async Task<(SettingsFile? Settings, IReadOnlyList<string> Problems)> ReadAsync(
        string? named, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var folder = CommonFolder(inputs);
        if ((named ?? Find(folder)) is not { } path)
        {
            return (new SettingsFile(AuditPolicy.Default, folder), []);
        }

        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            var reading = new SettingsReader().Read(Path.GetRelativePath(Environment.CurrentDirectory, path), bytes);
            return reading.Policy is { } policy
                ? (new SettingsFile(policy, Path.GetDirectoryName(Path.GetFullPath(path))!), [])
                : (null, [.. reading.Problems.Select(problem => problem.ToString())]);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, [$"{path}: there is no such file."]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, [$"{path}: {exception.Message}"]);
        }
    }

    /// <summary>Whether the settings leave out a file.</summary>
    /// <param name="path">Its full path.</param>
    public bool Excludes(string path)
    {
        var relative = Path.GetRelativePath(Folder, path).Replace('\\', '/');
        return !relative.StartsWith("../", StringComparison.Ordinal) && _excluded.Match(relative).HasMatches;
    }

    // The deepest folder that holds all inputs: the same settings are found for a folder and for the files in it.
    private static string CommonFolder(IReadOnlyList<string> inputs)
    {
        string[]? common = null;
        foreach (var input in inputs)
        {
            var full = input == "-" ? Environment.CurrentDirectory : Path.GetFullPath(input);
            var folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full) ?? full;
            var segments = folder.Split(Path.DirectorySeparatorChar);
            common = common is null
                ? segments
                : [.. common.Zip(segments).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];
        }

        return common is null
            ? Environment.CurrentDirectory
            : Path.GetFullPath(string.Join(Path.DirectorySeparatorChar, common) + Path.DirectorySeparatorChar);
    }

    private static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, SettingsReader.FileName)))
            {
                return Path.Combine(at.FullName, SettingsReader.FileName);
            }

            // Whatever lies above a repository is not the team's.
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                return null;
            }
        }

        return null;
    }

    // A folder stands for everything in it, as in .gitignore.
    private static Matcher Globs(IReadOnlyList<string> patterns)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        foreach (var pattern in patterns)
        {
            matcher.AddInclude(pattern).AddInclude($"{pattern.TrimEnd('/')}/**");
        }

        return matcher;
    }
}
