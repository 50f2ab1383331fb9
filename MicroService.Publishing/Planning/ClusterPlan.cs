using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Databases;
using MicroService.Publishing.Images;
using MicroService.Publishing.Names;
using MicroService.Publishing.Ports;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>What must be known of all resources before any expression can be resolved: which run, under which names, on which ports.</summary>
internal sealed class ClusterPlan
{
    private readonly Dictionary<string, PortPlan> _ports;

    private ClusterPlan(AppManifest manifest, KubernetesOptions options, IReadOnlySet<string> external)
    {
        Manifest = manifest;
        Options = options;
        External = options.External.Concat(external).ToHashSet(StringComparer.Ordinal);
        Absent = UnpublishedResources.Of(manifest, External);
        Workloads = [.. manifest.Resources.OfType<WorkloadResource>().Where(resource => !Absent.ContainsKey(resource.Name))];
        Databases =
        [
            .. CreatedDatabases.Of(manifest, EngineOf).Where(database => !Absent.ContainsKey(database.Resource)),
        ];
        Names = ClusterNames.Of([.. Workloads.Select(resource => (resource.Name, resource.Name)), .. Databases.Select(database => (database.Resource, database.Wish))]);
        _ports = Workloads.ToDictionary(resource => resource.Name, resource => PortPlan.Of(resource, CertificateOf(resource)));
        Workloads = [.. Workloads.Select(WithPaths)];
    }

    public AppManifest Manifest { get; }

    public KubernetesOptions Options { get; }

    /// <summary>The resources that run elsewhere according to the settings or the command line.</summary>
    public IReadOnlySet<string> External { get; }

    /// <summary>The reasons why resources are not published, by name.</summary>
    public IReadOnlyDictionary<string, string> Absent { get; }

    /// <summary>The workloads, in the order of the manifest.</summary>
    public IReadOnlyList<WorkloadResource> Workloads { get; }

    /// <summary>The databases that a Job creates on their server.</summary>
    public IReadOnlyList<CreatedDatabase> Databases { get; }

    public ClusterNames Names { get; }

    public static ClusterPlan Of(AppManifest manifest, KubernetesOptions options, IReadOnlySet<string> external) => new(manifest, options, external);

    public PortPlan Ports(string resource) => _ports[resource];

    /// <summary>The settings of a resource, completed by every layer below down to the built-in defaults.</summary>
    public WorkloadSettings SettingsOf(string resource) =>
        Options.Resources.GetValueOrDefault(resource, new WorkloadSettings()).Over(Options.Defaults).Over(WorkloadDefaults.Any);

    /// <summary>The image that a resource runs.</summary>
    public ClusterImage Image(WorkloadResource resource)
    {
        if (SettingsOf(resource.Name).Image is { } pinned)
        {
            return new ClusterImage(pinned);
        }

        return resource switch
        {
            ProjectResource project => new ClusterImage(Built(project), project.Path),
            ContainerResource { Build: { } build } container => new ClusterImage(Built(container), build.Dockerfile),
            ContainerResource container => new ClusterImage(container.Image ?? string.Empty),
            _ => throw new InvalidOperationException($"{resource.Type} has no image."),
        };

        string Built(WorkloadResource source) => $"{Options.Registry.TrimEnd('/')}/{Names[source.Name]}:{Options.Tag}";
    }

    /// <summary>The engine of a database server in the cluster; null for any other container.</summary>
    public DatabaseEngine? EngineOf(ContainerResource server) =>
        Absent.ContainsKey(server.Name) || server.Build is not null ? null : DatabaseEngine.Of(Profile(server).Name);

    private string? CertificateOf(WorkloadResource resource)
    {
        var settings = SettingsOf(resource.Name);
        return resource is not ProjectResource ? null
            : resource.Environment.Keys.Where(name => !settings.Omits(name)).Concat(settings.Environment?.Keys ?? []).FirstOrDefault(KestrelVariables.IsCertificate);
    }

    // ClusterProblems refuses a path that can't be resolved.
    private WorkloadResource WithPaths(WorkloadResource resource) => resource is ContainerResource { Volumes.Count: > 0 } container
        ? container with { Volumes = [.. container.Volumes.Select(volume => volume with { Target = PathOf(volume.Target) })] }
        : resource;

    private string PathOf(string text) =>
        new ExpressionResolver(Manifest, new ClusterReferences(this)).Resolve(new ManifestExpression(string.Empty, text)).Outcome is Resolution.Known { IsSecret: false } known ? known.Text : text;

    /// <summary>The profile of the image that a resource runs.</summary>
    public ImageProfile Profile(WorkloadResource resource)
    {
        if (resource is ProjectResource)
        {
            return ImageProfiles.Project;
        }

        var profile = ImageProfiles.Of(Image(resource).Reference);
        return profile.Name == ImageProfiles.Nats ? profile with { DataFolder = NatsStore.Of(resource.Args) } : profile;
    }
}
