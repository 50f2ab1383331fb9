namespace MicroService.Tests.Corpora;

/// <summary>Real manifests kept beside the repository in <c>../shared/corpus</c>; tests that need them are skipped where they are absent.</summary>
internal static class Corpus
{
    public static string Folder { get; } = Path.GetFullPath(RepositoryRoot.Combine("..", "shared", "corpus"));

    /// <summary>The path of one corpus file; skips the running test where it is absent.</summary>
    public static string File(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        Assert.SkipUnless(System.IO.File.Exists(path), $"The corpus file {string.Join('/', parts!)} is not beside the repository in ../shared/corpus.");
        return path;
    }

    /// <summary>
    /// The files under one corpus folder, as paths relative to the corpus, sorted, for use as theory data.
    /// Where the corpus is absent it yields one entry that <see cref="File"/> skips, so that the theory is reported rather than empty.
    /// </summary>
    public static IEnumerable<string> Files(string folder, string pattern = "*")
    {
        var root = Path.Combine(Folder, folder);
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)
            : [$"{folder}/{pattern}"];
    }
}
