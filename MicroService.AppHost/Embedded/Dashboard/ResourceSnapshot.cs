namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>What the table shows of a resource.</summary>
/// <param name="Kind">What runs: <c>project</c>, <c>garnet</c>, <c>sqlite</c>, ….</param>
/// <param name="Endpoints">Addresses to open, or the file of a database.</param>
/// <param name="Detail">Why it is in this state, if there is something to say.</param>
internal sealed record ResourceSnapshot(string Name, string Kind, ResourceState State, IReadOnlyList<string> Endpoints, string Detail = "", int Restarts = 0);
