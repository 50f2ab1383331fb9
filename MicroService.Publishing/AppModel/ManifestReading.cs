namespace MicroService.Publishing.AppModel;

/// <summary>A manifest as far as it could be read, and everything wrong with it.</summary>
internal sealed record ManifestReading(AppManifest Manifest, IReadOnlyList<ManifestProblem> Problems);
