using MicroService.Advisor.Kustomize;
using MicroService.Advisor.Manifests;

namespace MicroService.Cli.Input;

/// <summary>What came of rendering a folder.</summary>
/// <param name="Name">The folder's name in messages.</param>
/// <param name="Files">A file for each object; empty if there are problems or notes.</param>
/// <param name="Build">Of a kustomization: the build, whose sources can be fixed.</param>
/// <param name="Folder">Of a kustomization: its folder.</param>
/// <param name="Problems">Why it could not be rendered, a line each.</param>
/// <param name="Notes">Why it was skipped.</param>
internal sealed record Rendering(
    string Name,
    IReadOnlyList<ManifestFile> Files,
    KustomizeBuild? Build = null,
    KustomizeFolder? Folder = null,
    IReadOnlyList<string>? Problems = null,
    IReadOnlyList<string>? Notes = null)
{
    public static Rendering Failed(string name, IEnumerable<string> problems) =>
        new(name, [], Problems: [.. problems.Select(problem => $"{name}: {problem}")]);

    public static Rendering Skipped(string name, string why) => new(name, [], Notes: [$"{name}: {why}"]);
}
