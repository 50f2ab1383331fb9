using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Helm;
using MicroService.Publishing.Namespaces;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Hosting.Charts;

/// <summary>
/// The hardened objects of one Kubernetes environment. Policies and quota need to know all workloads, whose objects Aspire has made before it
/// writes the first; but it customizes and writes them one after the other, so each is read again when its own turn has come.
/// </summary>
internal sealed class HardenedChart : IResourceAnnotation
{
    private readonly KubernetesOptions _options;
    private readonly string _name;
    private readonly List<ChartResource> _resources;
    private readonly IReadOnlyDictionary<IResource, IReadOnlyList<ClusterPort>> _ports;

    private HardenedChart(IDistributedApplicationBuilder builder, KubernetesEnvironmentResource environment)
    {
        _options = Read(builder);
        _name = _options.Application ?? ChartWorkload.NameOf(environment);
        var services = builder.Resources
            .Select(resource => (Resource: resource, Service: ServiceOf(resource, environment)))
            .Where(pair => pair.Service?.Workload is not null).ToList();
        _ports = services.ToDictionary(pair => pair.Resource, pair => ChartWorkload.Ports(pair.Resource, pair.Service!));
        _resources = [.. services.Select(pair => ReadResource(pair.Resource, pair.Service!))];
    }

    /// <summary>The chart of an environment, begun at the first call.</summary>
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
    /// <exception cref="DistributedApplicationException">The environment runs nothing of that name.</exception>
    public void WriteTo(KubernetesResource service, string name)
    {
        // An executable that is published as a container is another resource by now, of the same name and annotations.
        var index = _resources.FindIndex(known => known.Resource.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            throw new DistributedApplicationException($"'{name}' can't be published hardened: the Kubernetes environment '{service.Parent.Name}' runs no workload of that name.");
        }

        var resource = _resources[index].Resource;
        _resources[index] = ReadResource(resource, service);
        var model = new ClusterModel(_name, [.. _resources.SelectMany(known => known.Workloads)], [], []);
        var files = Hardener.Harden(model, _options, _name, [.. _resources.SelectMany(known => known.Plain).Select(file => file.Clone())]).Files.ToDictionary(file => file.Name);
        var template = service.Workload!.PodTemplate;
        (service.ConfigMap, service.Service) = (null, null);
        foreach (var workload in _resources[index].Workloads)
        {
            foreach (var root in RootsOf(files[workload.Name]))
            {
                ConfigChecksum.Apply(root, resource.Name, workload.ConfigMapName);
                if (workload == _resources[index].Workloads[0] && root.Text("kind") == workload.Kind.ToString())
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

        // What holds for the whole namespace would shut out pods that nobody hardened. The last one knows all that came before it.
        if (index == _resources.Count - 1 && _resources.TrueForAll(known => known.IsHardened) && !service.Parent.DashboardEnabled)
        {
            service.AdditionalResources.AddRange(RootsOf(files[NamespaceFile.Name]).Select(root => new HardenedObject(root)));
        }
    }

    private static KubernetesOptions Read(IDistributedApplicationBuilder builder)
    {
        var (options, problems) = KubernetesOptionsReader.Read(builder.Configuration);
        return problems.Count == 0 ? options : throw new DistributedApplicationException(string.Join(Environment.NewLine, problems));
    }

    private static KubernetesResource? ServiceOf(IResource resource, KubernetesEnvironmentResource environment) =>
        resource.GetDeploymentTargetAnnotation(environment.OwningComputeEnvironment ?? environment)?.DeploymentTarget as KubernetesResource;

    private ChartResource ReadResource(IResource resource, KubernetesResource service)
    {
        var hardened = resource.Annotations.OfType<HardenedServiceAnnotation>().LastOrDefault();
        var said = (hardened?.Settings ?? new WorkloadSettings()).Over(_options.Of(resource.Name));
        var settings = said.StartupTime is null && service.Workload is StatefulSet ? said with { StartupTime = WorkloadDefaults.RecoveryTime } : said;
        var workload = ChartWorkload.Of(resource, service, settings.Over(WorkloadDefaults.Any), _ports);
        IReadOnlyList<ClusterWorkload> workloads = [workload, .. ChartDatabases.Of(resource, workload, SettingsOf)];
        return new ChartResource(resource, workloads, ChartObjects.Of(workloads, service, _name, hardened is not null));
    }

    private WorkloadSettings SettingsOf(string resource) => _options.Of(resource).Over(WorkloadDefaults.Any);

    // A release is installed into a namespace that is there already, and Aspire writes the claims itself.
    private static List<MappingNode> RootsOf(ManifestFile file)
    {
        var roots = file.Documents.Select(document => document.Root).OfType<MappingNode>()
            .Where(root => root.Text("kind") is not ("Namespace" or "PersistentVolumeClaim")).Select(root => (MappingNode)root.Clone()).ToList();
        ObjectNames.Apply(roots);
        return roots;
    }
}
