using MicroService.AppHost.Embedded.Runners;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>A resource that runs as a process.</summary>
/// <param name="Endpoints">Its addresses, as shown.</param>
/// <param name="Url">The address to open in a browser, if it has an external HTTP binding.</param>
/// <param name="DependsOn">The processes it waits for.</param>
/// <param name="LeftOut">Variables that it does not get, since what they refer to doesn't run.</param>
/// <param name="Moved">Bindings that are not on the manifest's port, since that one is taken.</param>
internal sealed record PlannedProcess(
    ResourceScope Scope,
    IResourceRunner Runner,
    IReadOnlyList<string> Endpoints,
    string? Url,
    IReadOnlyList<string> DependsOn,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Moved)
{
    public string Name => Scope.Resource.Name;
}
