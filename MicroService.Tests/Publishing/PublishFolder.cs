namespace MicroService.Tests.Publishing;

/// <summary>A temporary folder with a manifest in it and a place to publish to.</summary>
internal sealed class PublishFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("microservice-publish-");

    /// <param name="manifest">The manifest's text.</param>
    public PublishFolder(string manifest)
    {
        Manifest = Path("aspire-manifest.json");
        File.WriteAllText(Manifest, manifest);
    }

    public string Manifest { get; }

    public string Output => Path("deploy");

    /// <summary>A copy of a manifest of others, named as it is, in a folder of a fitting name.</summary>
    public static PublishFolder CopyOf(string file) => new(File.ReadAllText(file));

    public string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([_root.FullName, .. parts]);

    public string Read(string path) => File.ReadAllText(System.IO.Path.Combine(Output, path));

    /// <summary>Every file below the place to publish to, with its text; none if nothing was written.</summary>
    public IReadOnlyDictionary<string, string> Files() => FilesIn(Output);

    /// <summary>Puts files where they would be published to.</summary>
    public void Write(IEnumerable<KeyValuePair<string, string>> files)
    {
        foreach (var (path, content) in files)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path("deploy", path))!);
            File.WriteAllText(Path("deploy", path), content);
        }
    }

    public static IReadOnlyDictionary<string, string> FilesIn(string folder) => !Directory.Exists(folder)
        ? new Dictionary<string, string>()
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);

    public void Dispose() => _root.Delete(recursive: true);
}
