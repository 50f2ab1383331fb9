using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Helm;
using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using ProjectResource = Aspire.Hosting.ApplicationModel.ProjectResource;

namespace MicroService.Hosting.Charts;

/// <summary>Reads what Aspire has made of a resource into the cluster model that <c>publish</c> makes of a manifest.</summary>
internal static class ChartWorkload
{
    // A value of a chart is filled in when it is installed; until then nobody knows the parameters of it.
    private static readonly ManifestExpression Deferred = new(string.Empty, string.Empty);

    /// <summary>What all names of a resource's objects begin with.</summary>
    public static string NameOf(IResource resource) => resource.Name.ToLowerInvariant();

    public static ClusterWorkload Of(IResource resource, KubernetesResource service, WorkloadSettings settings, IReadOnlyDictionary<IResource, IReadOnlyList<ClusterPort>> ports)
    {
        var container = service.Workload!.PodTemplate.Spec.Containers[0];
        var volumes = ChartVolumes.Of(service.Workload.PodTemplate, service.Parent.DefaultStorageSize);
        var image = settings.Image ?? container.Image;
        var profile = resource is ProjectResource ? ImageProfiles.Project : ImageProfiles.Of(image);
        return new ClusterWorkload
        {
            Resource = resource.Name,
            Name = NameOf(resource),
            Kind = settings.Kind ?? (service.Workload is StatefulSet || volumes.Any(volume => !volume.IsReadOnly) ? WorkloadKind.StatefulSet : WorkloadKind.Deployment),
            IsProject = resource is ProjectResource,
            Image = new ClusterImage(image, resource.Annotations.OfType<IProjectMetadata>().LastOrDefault()?.ProjectPath),
            Profile = profile,
            Settings = settings,
            Command = [.. container.Command],
            Arguments = [.. container.Args],
            Configuration = WorkloadConfiguration.Of(service.ConfigMap?.Data ?? [], settings, profile),
            Secrets = [.. (service.Secret?.StringData.Keys ?? Enumerable.Empty<string>()).Where(name => !settings.Omits(name)).Select(name => new ClusterSecret(name, Deferred, []))],
            Ports = ports[resource],
            Volumes = volumes,
            Calls = ChartCalls.Of(resource, ports),
        };
    }

    /// <summary>The ports of the Service that Aspire has made, with what only the app model knows of them.</summary>
    public static IReadOnlyList<ClusterPort> Ports(IResource resource, KubernetesResource service) =>
    [
        .. from port in service.Service?.Spec.Ports ?? []
           let endpoint = resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => endpoint.Name == port.Name)
           let number = port.TargetPort.Number ?? endpoint?.TargetPort ?? DefaultPort
           select new ClusterPort(
               port.Name,
               port.Name,
               number,
               port.Port.Number ?? number,
               port.Protocol,
               endpoint?.Transport is "http" or "http2",
               endpoint?.IsExternal ?? false),
    ];

    // What Aspire gives a project that names no port, unless the chart's values say otherwise.
    private const int DefaultPort = 8080;
}
