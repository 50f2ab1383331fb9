using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Cluster;

/// <summary>A value that is asked for, generated or defaulted when secrets are made.</summary>
/// <param name="Name">The parameter resource.</param>
/// <param name="Input">Its input: default, generator, secrecy.</param>
internal sealed record ClusterParameter(string Name, ParameterInput Input);
