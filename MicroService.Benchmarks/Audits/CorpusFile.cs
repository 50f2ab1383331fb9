namespace MicroService.Benchmarks.Audits;

/// <summary>A manifest of the corpus that lies beside the repository.</summary>
internal static class CorpusFile
{
    public static byte[] Read(string name) => File.ReadAllBytes(Find(name));

    public static long Length(string name) => new FileInfo(Find(name)).Length;

    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "corpus", "kubernetes", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"The benchmarks need {name} in shared/corpus/kubernetes beside the repository.");
    }
}
