using MicroService.Advisor.Manifests;

namespace MicroService.Cli.Input;

/// <summary>The manifests that a command works on, and the problems of its input.</summary>
/// <param name="Files">The readable manifests in the order of the paths, those of a folder in ordinal order.</param>
/// <param name="Problems">What could not be read, one line each; empty only if there is a manifest, or all files are excluded.</param>
internal sealed record InputSet(IReadOnlyList<ManifestFile> Files, IReadOnlyList<string> Problems)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Reads files, whole folders, and standard input for <c>-</c>.</summary>
    /// <param name="paths">The files and folders.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="isExcluded">Whether to leave out the file of a full path, as the team's settings say; nothing is left out by default.</param>
    public static async Task<InputSet> ReadAsync(
        IReadOnlyList<string> paths, CancellationToken cancellationToken, Func<string, bool>? isExcluded = null)
    {
        var excluded = 0;
        var files = new List<ManifestFile>();
        var problems = new List<string>();
        var reader = new ManifestReader(new ManifestLimits { MaxBytes = int.MaxValue });
        foreach (var input in Find(paths, problems).DistinctBy(input => input.Path))
        {
            if (input.Path is { } path && isExcluded?.Invoke(path) == true)
            {
                excluded++;
                continue;
            }

            try
            {
                var bytes = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (!input.IsManifest(bytes))
                {
                    continue;
                }

                var reading = reader.Read(input.Name, bytes);
                problems.AddRange(reading.Problems.Select(problem => problem.ToString()));
                if (reading.File is { } file)
                {
                    files.Add(file);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{input.Name}: {exception.Message}");
            }
        }

        // A hook is given single files, and all of them may be excluded.
        if (files.Count == 0 && problems.Count == 0 && excluded == 0)
        {
            problems.Add($"{string.Join(' ', paths)}: there are no manifests in there.");
        }

        return new InputSet(files, problems);
    }

    private static List<InputFile> Find(IEnumerable<string> paths, List<string> problems)
    {
        var found = new List<InputFile>();
        foreach (var path in paths)
        {
            if (path == "-")
            {
                found.Add(InputFile.Standard);
            }
            else if (Directory.Exists(path))
            {
                var before = found.Count;
                found.AddRange(InFolder(path));
                if (found.Count == before)
                {
                    problems.Add($"{path}: there is no {string.Join(", ", Extensions)} file in this folder.");
                }
            }
            else if (File.Exists(path))
            {
                found.Add(Named(path));
            }
            else
            {
                problems.Add($"{path}: there is no such file or folder.");
            }
        }

        return found;
    }

    private static IEnumerable<InputFile> InFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(file => Named(file) with { IsNamed = false });

    private static InputFile Named(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        var name = relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
        return new InputFile(name.Replace('\\', '/'), Path.GetFullPath(path));
    }
}
