using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Cluster;

/// <summary>A key of a workload's Secret.</summary>
/// <param name="Name">The key; where secrets are variables, also the variable's name.</param>
/// <param name="Expression">The manifest's expression, whole, which <c>publish --resolve</c> turns into the value.</param>
/// <param name="Parameters">The parameters that it takes, by name, through all indirections.</param>
/// <param name="Unknown">Why only a person can fill it in, as a clause ("signalr is an Azure resource"); null where the parameters suffice.</param>
internal sealed record ClusterSecret(string Name, ManifestExpression Expression, IReadOnlyList<string> Parameters, string? Unknown = null);
