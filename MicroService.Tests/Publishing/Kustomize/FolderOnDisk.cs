using MicroService.Publishing.Kustomize;

namespace MicroService.Tests.Publishing.Kustomize;

/// <summary>A temporary folder with generated files in it.</summary>
internal sealed class FolderOnDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-publish-");

    public FolderOnDisk(IEnumerable<PublishedFile> files)
    {
        foreach (var file in files)
        {
            var path = Path(file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content);
        }
    }

    public string Root => _folder.FullName;

    public string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    public void Dispose() => _folder.Delete(recursive: true);
}
