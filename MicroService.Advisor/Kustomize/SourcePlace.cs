using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Kustomize;

/// <summary>A place in a source of a build.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="Position">Line and column.</param>
public readonly record struct SourcePlace(string Source, Position Position)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}:{Position}";
}
