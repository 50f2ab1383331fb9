using MicroService.Advisor.Manifests;

namespace MicroService.Cluster.Kubeconfigs;

/// <summary>A cluster, user or context of a kubeconfig.</summary>
/// <param name="Value">What the file says of it.</param>
/// <param name="File">The file; paths in it start from its folder.</param>
internal sealed record NamedEntry(MappingNode Value, string File)
{
    /// <summary>The text under a key; null if there is none.</summary>
    public string? Text(string key) => Value.Text(key) is { Length: > 0 } text ? text : null;

    /// <summary>The full path under a key.</summary>
    public string? PathOf(string key) => Text(key) is { } path ? Path.GetFullPath(path, FolderOf(File)) : null;

    /// <summary>The folder of a file.</summary>
    public static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
}
