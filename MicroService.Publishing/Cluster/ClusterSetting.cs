namespace MicroService.Publishing.Cluster;

/// <summary>A setting whose value may be read by everybody.</summary>
internal sealed record ClusterSetting(string Name, string Value);
