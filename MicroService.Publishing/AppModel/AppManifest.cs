namespace MicroService.Publishing.AppModel;

/// <summary>An app model as <c>aspire-manifest.json</c> states it, resources in the order of the file.</summary>
/// <param name="BaseDirectory">What relative paths in the manifest start from: the folder of the file.</param>
internal sealed record AppManifest(string BaseDirectory, IReadOnlyList<ManifestResource> Resources)
{
    private readonly Dictionary<string, ManifestResource> _byName = Resources.DistinctBy(resource => resource.Name).ToDictionary(resource => resource.Name, StringComparer.Ordinal);

    /// <summary>The resource of that name, or null; names are case-sensitive.</summary>
    public ManifestResource? Find(string name) => _byName.GetValueOrDefault(name);
}
