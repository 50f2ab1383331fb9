using Aspire.Hosting.ApplicationModel;
using MicroService.Publishing.AppModel.Parameters;

namespace MicroService.Hosting.Mounts;

/// <summary>
/// The two folders that stand for the ConfigMap and the Secret that Kubernetes mounts into a pod: a file for each setting, with
/// <c>__</c> for <c>:</c> in its name. The service follows them while it runs.
/// </summary>
/// <param name="Config">The folder of settings.</param>
/// <param name="Secrets">The folder of secrets, which override settings.</param>
internal sealed record MountedFolders(string Config, string Secrets) : IResourceAnnotation
{
    /// <summary>Writes a setting.</summary>
    /// <param name="key">The key, such as <c>Chaos:Enabled</c>.</param>
    public void Set(string key, string value) => OwnerOnlyFile.Replace(PathOf(Config, key), value);

    /// <summary>Writes a secret.</summary>
    public void SetSecret(string key, string value) => OwnerOnlyFile.Replace(PathOf(Secrets, key), value);

    /// <summary>Removes every setting whose key begins so.</summary>
    public void Remove(string prefix)
    {
        foreach (var file in Directory.EnumerateFiles(Config, $"{FileName(prefix)}*"))
        {
            File.Delete(file);
        }
    }

    private static string PathOf(string folder, string key) => Path.Combine(folder, FileName(key));

    private static string FileName(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
