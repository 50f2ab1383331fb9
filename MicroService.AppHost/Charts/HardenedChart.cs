using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using MicroService.Advisor.Manifests;
using MicroService.AppHost.Kubernetes.Cluster;
using MicroService.AppHost.Kubernetes.Conversion;
using MicroService.AppHost.Kubernetes.Hardening;
using MicroService.AppHost.Kubernetes.Settings;

namespace MicroService.AppHost.Charts;

/// <summary>
/// The hardened objects of one Kubernetes environment. They are made all at once when Aspire writes the first of them, since policies and
/// quota need to know all workloads; by then Aspire has made its own objects of every resource.
/// </summary>
internal sealed class HardenedChart : IResourceAnnotation
{
    private readonly Dictionary<IResource, IReadOnlyList<ClusterWorkload>> _workloads;
    private readonly Dictionary<string, ManifestFile> _files;
    private readonly IResource _first;

    private HardenedChart(IDistributedApplicationBuilder builder, KubernetesEnvironmentResource environment)
    {
        var options = Read(builder);
        var services = builder.Resources.Where(resource => resource.HasAnnotationOfType<HardenedServiceAnnotation>())
            .Select(resource => (Resource: resource, Service: ServiceOf(resource, environment)))
            .Where(pair => pair.Service?.Workload is not null)
            .ToDictionary(pair => pair.Resource, pair => pair.Service!);
        var ports = services.ToDictionary(pair => pair.Key, pair => ChartWorkload.Ports(pair.Key, pair.Value));
        _first = services.Keys.First();
        _workloads = services.ToDictionary(pair => pair.Key, pair => WorkloadsOf(pair.Key, pair.Value, options, ports));
        var model = new ClusterModel(options.Application ?? environment.Name, [.. _workloads.Values.SelectMany(workloads => workloads)], [], []);
        var plain = PlainObjects.Of(model, model.Name);
        foreach (var (resource, service) in services)
        {
            var workload = _workloads[resource][0];
            var root = RootOf(plain.Single(file => file.Name == workload.Name), workload);
            ChartMerge.Under(root, (MappingNode)ChartNode.Of(service.Workload)!);
            ChartLabels.CopyTo(root, service.Workload!.Metadata);
        }

        _files = Hardening.Harden(model, options, model.Name, plain).Files.ToDictionary(file => file.Name);
    }

    /// <summary>The chart of an environment, made at the first call.</summary>
    /// <exception cref="DistributedApplicationException">The section <c>Kubernetes</c> of the configuration has problems: all of them are named.</exception>
    public static HardenedChart Of(IDistributedApplicationBuilder builder, KubernetesEnvironmentResource environment)
    {
        if (!environment.TryGetLastAnnotation<HardenedChart>(out var chart))
        {
            chart = new HardenedChart(builder, environment);
            environment.Annotations.Add(chart);
        }

        return chart!;
    }

    /// <summary>Puts the hardened objects in the place of Aspire's own. The Secret stays: its values come from the chart's.</summary>
    public void WriteTo(KubernetesResource service, IResource resource)
    {
        var template = service.Workload!.PodTemplate;
        (service.ConfigMap, service.Service) = (null, null);
        foreach (var workload in _workloads[resource])
        {
            foreach (var root in RootsOf(workload.Name))
            {
                if (workload == _workloads[resource][0] && root.Text("kind") == workload.Kind.ToString())
                {
                    service.Workload = new HardenedWorkload(root, template);
                }
                else
                {
                    service.AdditionalResources.Add(new HardenedObject(root));
                }
            }

            if (workload.Kind == WorkloadKind.Job && ChartDatabases.SecretOf(workload, service.Secret) is { } secret)
            {
                service.AdditionalResources.Add(secret);
            }
        }

        if (resource == _first)
        {
            // A release is installed into a namespace that is there already, so the Namespace itself is not the chart's.
            service.AdditionalResources.AddRange(RootsOf(HardenedApplication.NamespaceFile).Where(root => root.Text("kind") != "Namespace").Select(root => new HardenedObject(root)));
        }
    }

    private static KubernetesOptions Read(IDistributedApplicationBuilder builder)
    {
        var (options, problems) = KubernetesOptionsReader.Read(builder.Configuration);
        return problems.Count == 0 ? options : throw new DistributedApplicationException(string.Join(Environment.NewLine, problems));
    }

    private static KubernetesResource? ServiceOf(IResource resource, KubernetesEnvironmentResource environment) =>
        resource.GetDeploymentTargetAnnotation(environment.OwningComputeEnvironment ?? environment)?.DeploymentTarget as KubernetesResource;

    private static IReadOnlyList<ClusterWorkload> WorkloadsOf(
        IResource resource, KubernetesResource service, KubernetesOptions options, IReadOnlyDictionary<IResource, IReadOnlyList<ClusterPort>> ports)
    {
        var own = resource.Annotations.OfType<HardenedServiceAnnotation>().Last().Settings;
        var workload = ChartWorkload.Of(resource, service, SettingsOf(resource.Name, own), ports);
        return [workload, .. ChartDatabases.Of(resource, workload, SettingsOf(string.Empty, new WorkloadSettings()))];

        WorkloadSettings SettingsOf(string name, WorkloadSettings over) =>
            over.Over(options.Resources.GetValueOrDefault(name, new WorkloadSettings())).Over(options.Defaults).Over(WorkloadDefaults.Any);
    }

    private static MappingNode RootOf(ManifestFile file, ClusterWorkload workload) =>
        file.Documents.Select(document => document.Root!).Single(root => root.Text("kind") == workload.Kind.ToString());

    private List<MappingNode> RootsOf(string file)
    {
        var roots = _files[file].Documents.Select(document => document.Root).OfType<MappingNode>().Select(root => (MappingNode)root.Clone()).ToList();
        ChartNaming.Apply(roots);
        return roots;
    }
}
