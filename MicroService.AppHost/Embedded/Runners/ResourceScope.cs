using MicroService.AppHost.AppModel;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>A resource with all that its expressions resolved to.</summary>
/// <param name="Ports">The port of each binding, by name.</param>
/// <param name="Environment">Its variables, without those that refer to what doesn't run.</param>
/// <param name="Directory">A folder of its own under the data folder; exists.</param>
/// <param name="BaseDirectory">Where relative paths of the manifest start.</param>
/// <param name="ScrapeTargets">Host and port of every management binding of the model.</param>
internal sealed record ResourceScope(
    WorkloadResource Resource,
    IReadOnlyDictionary<string, int> Ports,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Arguments,
    string Directory,
    string BaseDirectory,
    IReadOnlyList<string> ScrapeTargets,
    RunOptions Options);
