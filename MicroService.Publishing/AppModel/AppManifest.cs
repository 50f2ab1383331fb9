using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.AppModel;

/// <summary>An app model as exported to <c>aspire-manifest.json</c>, with its resources in the order of the file.</summary>
/// <param name="BaseDirectory">The folder of the file, which relative paths in the manifest start from.</param>
internal sealed record AppManifest(string BaseDirectory, IReadOnlyList<ManifestResource> Resources)
{
    private readonly Dictionary<string, ManifestResource> _byName = Resources.DistinctBy(resource => resource.Name).ToDictionary(resource => resource.Name, StringComparer.Ordinal);

    // Read again where a problem has to be located, as its tree takes many times the memory of its text.
    private MappingNode? _document;

    /// <summary>The JSON that was read, for the positions of problems; empty for a manifest that was not read from JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The members of resources that the format does not have. They are left out.</summary>
    public IReadOnlyList<ManifestProblem> UnknownKeys { get; init; } = [];

    /// <summary>The manifest with resources that only the settings know, because they run elsewhere.</summary>
    public AppManifest With(IEnumerable<ManifestResource> others) => new(BaseDirectory, [.. Resources, .. others]) { Json = Json, UnknownKeys = UnknownKeys };

    /// <summary>The resource of that name, or null; names are case-sensitive.</summary>
    public ManifestResource? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Adds line and column to a problem that has only a pointer.</summary>
    public ManifestProblem Locate(ManifestProblem problem) =>
        problem.Line == 0 && Document() is { } document && JsonPointer.Resolve(document, problem.Pointer) is { } node
            ? problem with { Line = node.Position.Line, Column = node.Position.Column }
            : problem;

    private MappingNode? Document() => _document ??= Json.IsEmpty ? null : AppManifestReader.Parse(Json).File?.Documents[0].Root;
}

/// <summary>The readable part of a manifest, and every problem found.</summary>
internal sealed record AppManifestReading(AppManifest Manifest, IReadOnlyList<ManifestProblem> Problems);
