using MicroService.AppHost.AppModel;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>What a run consists of.</summary>
/// <param name="Processes">In start order: whatever a process refers to comes before it, unless they refer to each other.</param>
/// <param name="Problems">What keeps the run from starting; empty for a good plan.</param>
internal sealed record RunPlan(
    IReadOnlyList<PlannedProcess> Processes,
    IReadOnlyList<PlannedDatabase> Databases,
    IReadOnlyList<SkippedResource> Skipped,
    IReadOnlyList<ManifestProblem> Problems);
