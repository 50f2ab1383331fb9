using Microsoft.Extensions.Configuration;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>What publishing reads: the app model's manifest and the settings.</summary>
/// <param name="Manifest">The content of <c>aspire-manifest.json</c>, with paths relative to the folder of <paramref name="ManifestPath"/>.</param>
/// <param name="ManifestPath">Where the manifest would be. No file is written there.</param>
/// <param name="Configuration">The AppHost's configuration over the settings of its code.</param>
internal sealed record AppModelExport(byte[] Manifest, string ManifestPath, IConfiguration Configuration)
{
    /// <summary>The values that the configuration has for parameters, named like the environment variables that publishing asks for.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; } = Configuration.GetSection("Parameters").GetChildren()
        .Where(parameter => parameter.Value is not null)
        .ToDictionary(parameter => $"Parameters__{parameter.Key}", parameter => parameter.Value!, StringComparer.OrdinalIgnoreCase);
}
