using MicroService.Tests.Corpora;

namespace MicroService.Tests.Conventions;

/// <summary>The repository's own files, without what builds and tools leave in it.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> Left =
        [".git", ".vs", ".idea", ".microservice", "bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly Lazy<IReadOnlyList<string>> All = new(() => [.. Walk(new DirectoryInfo(RepositoryRoot.Path))]);

    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(() => [.. FilesWith(".cs").AsParallel().AsOrdered().Select(SourceFile.Parse)]);

    /// <summary>Paths relative to the repository root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files => All.Value;

    /// <summary>Every C# file, parsed.</summary>
    public static IReadOnlyList<SourceFile> CSharp => Parsed.Value;

    /// <summary>The names of the projects, each of which is a folder at the root.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. FilesWith(".csproj").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesWith(params string[] extensions) =>
        Files.Where(path => extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal));

    public static string[] Lines(string path) => File.ReadAllLines(RepositoryRoot.Combine(path));

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (Left.Contains(entry.Name) || entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is DirectoryInfo child)
            {
                foreach (var path in Walk(child))
                {
                    yield return path;
                }
            }
            else
            {
                yield return Path.GetRelativePath(RepositoryRoot.Path, entry.FullName).Replace('\\', '/');
            }
        }
    }
}
