using MicroService.Tests.Corpora;

namespace MicroService.Tests.AppHost.Embedded;

/// <summary>A manifest in a folder of its own, beside the repository's tool manifest as every manifest that runs Garnet is.</summary>
internal sealed class ManifestOnDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-manifest-");

    public ManifestOnDisk(string json)
    {
        File.WriteAllText(Path, json);
        _folder.CreateSubdirectory(".config");
        File.Copy(RepositoryRoot.Combine(".config", "dotnet-tools.json"), System.IO.Path.Combine(_folder.FullName, ".config", "dotnet-tools.json"));
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "aspire-manifest.json");

    public void Dispose() => _folder.Delete(recursive: true);
}
