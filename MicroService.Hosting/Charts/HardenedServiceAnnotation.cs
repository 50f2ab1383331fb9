using Aspire.Hosting.ApplicationModel;
using MicroService.Publishing.Settings;

namespace MicroService.Hosting.Charts;

/// <summary>Marks a resource whose part of the chart is hardened.</summary>
/// <param name="Settings">Laid over <c>Kubernetes:Resources:&lt;name&gt;</c>; for resources of other AppHosts perhaps all there is.</param>
internal sealed record HardenedServiceAnnotation(WorkloadSettings Settings) : IResourceAnnotation;
