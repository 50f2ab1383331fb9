using MicroService.Advisor.Manifests;

namespace MicroService.Cli.Input;

/// <summary>The manifests that a command works on, and the problems of its input.</summary>
/// <param name="Files">The readable manifests in the order of the paths, those of a folder in ordinal order.</param>
/// <param name="Problems">What could not be read, one line each; empty only if there is a manifest.</param>
internal sealed record InputSet(IReadOnlyList<ManifestFile> Files, IReadOnlyList<string> Problems)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Reads files, whole folders, and standard input for <c>-</c>.</summary>
    public static async Task<InputSet> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var files = new List<ManifestFile>();
        var problems = new List<string>();
        foreach (var input in Find(paths, problems).DistinctBy(input => input.Path))
        {
            try
            {
                var bytes = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (!input.IsManifest(bytes))
                {
                    continue;
                }

                var reading = new ManifestReader(LimitsOf(bytes)).Read(input.Name, bytes);
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

        if (files.Count == 0 && problems.Count == 0)
        {
            problems.Add($"{string.Join(' ', paths)}: there are no manifests in there.");
        }

        return new InputSet(files, problems);
    }

    // What protects a service from its callers would only keep users from their own files. A text has no more nodes than bytes, so that
    // only aliases reach the limit.
    private static ManifestLimits LimitsOf(byte[] bytes)
    {
        var usual = new ManifestLimits();
        return usual with
        {
            MaxBytes = int.MaxValue,
            MaxNodes = Math.Max(usual.MaxNodes, bytes.Length),
            MaxDocuments = int.MaxValue,
            MaxObjects = int.MaxValue,
            MaxWorkers = Environment.ProcessorCount,
        };
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
