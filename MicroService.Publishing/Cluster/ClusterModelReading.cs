using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Cluster;

/// <summary>A cluster model, and everything that is wrong with the manifest; where something is, the model has holes and nothing is to be written.</summary>
internal sealed record ClusterModelReading(ClusterModel Model, IReadOnlyList<ManifestProblem> Problems);
