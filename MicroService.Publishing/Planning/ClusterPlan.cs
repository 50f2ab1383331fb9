using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Databases;
using MicroService.Publishing.Images;
using MicroService.Publishing.Names;
using MicroService.Publishing.Ports;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Telemetry;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>
/// What must be known of all resources before any expression can be resolved: which run, under which names, on which ports.
/// </summary>
internal sealed class ClusterPlan
{
    private const string FunctionsRuntime = "FUNCTIONS_WORKER_RUNTIME";

    private readonly Dictionary<string, PortPlan> _ports;
    private readonly Dictionary<string, WorkloadSettings> _settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WorkloadResource> _byName;
    private readonly HashSet<string> _given;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private ClusterPlan(AppManifest manifest, KubernetesOptions options, IReadOnlySet<string> external)
    {
        _given = manifest.Resources.Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
        External = options.External.Concat(external).ToHashSet(StringComparer.Ordinal);
        Manifest = WithExternal(options.Dashboard ? manifest.With(DashboardResources.All().Where(resource => manifest.Find(resource.Name) is null)) : manifest, External);
        manifest = Manifest;
        Options = options;
        Absent = UnpublishedResources.Of(manifest, External);
        Workloads = [.. manifest.Resources.OfType<WorkloadResource>().Where(resource => !Absent.ContainsKey(resource.Name))];
        Databases =
        [
            .. CreatedDatabases.Of(manifest, EngineOf).Where(database => !Absent.ContainsKey(database.Resource)),
        ];
        Names = ClusterNames.Of([.. Workloads.Select(resource => (resource.Name, resource.Name)), .. Databases.Select(database => (database.Resource, database.Wish))]);
        _ports = Workloads.ToDictionary(resource => resource.Name, resource => PortPlan.Of(resource, CertificateOf(resource)));
        Workloads = [.. Workloads.Select(WithPaths)];
        _byName = Workloads.DistinctBy(resource => Names[resource.Name]).ToDictionary(resource => Names[resource.Name], StringComparer.Ordinal);
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

    /// <summary>Whether a resource is none of the manifest's, but was added by the settings.</summary>
    public bool IsAdded(ManifestResource resource) => !_given.Contains(resource.Name);

    /// <summary>The workload that a host name in the namespace leads to; null if it is another's.</summary>
    public WorkloadResource? Named(string host) => _byName.GetValueOrDefault(host);

    /// <summary>One string of each value, as workloads that call the same others have the same ones.</summary>
    public string Shared(string value)
    {
        if (_values.TryGetValue(value, out var known))
        {
            return known;
        }

        _values.Add(value, value);
        return value;
    }

    public PortPlan Ports(string resource) => _ports[resource];

    /// <summary>The settings of a resource, completed by every layer below down to the built-in defaults.</summary>
    public WorkloadSettings SettingsOf(string resource)
    {
        if (!_settings.TryGetValue(resource, out var settings))
        {
            // The defaults are for the application's own: its paths and pods are not those of the dashboard.
            var said = resource == DashboardResources.Name && !_given.Contains(resource)
                ? Options.Resources.GetValueOrDefault(resource, new WorkloadSettings()).Over(DashboardResources.Settings).Over(Options.Defaults)
                : Options.Of(resource);
            _settings[resource] = settings = said.Over(WorkloadDefaults.Any);
        }

        return settings;
    }

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
            ContainerResource container => new ClusterImage(IsWritten(container) ? DoubledRegistry.Without(container.Image!) : string.Empty),
            _ => throw new InvalidOperationException($"{resource.Type} has no image."),
        };

        string Built(WorkloadResource source) => $"{Options.Registry.TrimEnd('/')}/{Names[source.Name]}:{Options.Tag}";
    }

    /// <summary>Whether the model has the image itself, not an expression for it. ClusterProblems refuses any other.</summary>
    public static bool IsWritten(ContainerResource container) => container.Image is { } image && !Expression.Parse(image).References.Any();

    /// <summary>Whether the settings leave out a variable of the model, or give it another value.</summary>
    public bool LeavesOut(WorkloadResource resource, string variable) =>
        External.Contains(resource.Name) || (SettingsOf(resource.Name) is var settings && (settings.Omits(variable) || settings.Environment?.ContainsKey(variable) == true));

    /// <summary>The engine of a database server in the cluster; null for any other container.</summary>
    public DatabaseEngine? EngineOf(ContainerResource server) =>
        Absent.ContainsKey(server.Name) || server.Build is not null ? null : DatabaseEngine.Of(Profile(server).Name);

    private string? CertificateOf(WorkloadResource resource)
    {
        var settings = SettingsOf(resource.Name);
        return resource is not ProjectResource ? null
            : resource.Environment.Keys.Where(name => !settings.Omits(name)).Concat(settings.Environment?.Keys ?? []).FirstOrDefault(KestrelVariables.IsCertificate);
    }

    // Models often refer to what was left out of the export. A name that nothing refers to is a mistake, which ClusterProblems refuses.
    private static AppManifest WithExternal(AppManifest manifest, IReadOnlySet<string> external)
    {
        var foreign = external.Where(name => manifest.Find(name) is null).ToHashSet(StringComparer.Ordinal);
        if (foreign.Count == 0)
        {
            return manifest;
        }

        var asked = from resource in manifest.Resources
                    from expression in resource.Expressions()
                    from reference in Expression.Parse(expression.Text).References
                    select reference.Resource;
        return manifest.With(asked.Where(foreign.Contains).Distinct().Select(name => new ExternalResource(name)));
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
            return IsFunctions(resource) ? FunctionsProfile(resource) : ImageProfiles.Project;
        }

        var image = Image(resource);
        var profile = image.IsBuilt ? ImageProfiles.OfBuilt(image.Reference) : ImageProfiles.Of(image.Reference);
        return profile.Name switch
        {
            ImageProfiles.Nats => profile with { DataFolder = NatsStore.Of(resource.Args) },
            ImageProfiles.Keycloak => profile with { Environment = KeycloakMode.Of(resource.Args, resource.Environment.Keys) },
            ImageProfiles.MySql => MySqlFolder.Of(resource, image.Reference, profile),
            ImageProfiles.Qdrant => ImageProfiles.QdrantOf(resource, profile),
            _ when PostgresFolder.IsOf(resource, profile) => profile with { Environment = [.. profile.Environment, PostgresFolder.Below] },
            _ => profile,
        };
    }

    /// <summary>
    /// Whether a project runs in an image of Azure Functions, which is none of .NET's: it starts as root, and writes to its own folders.
    /// </summary>
    public static bool IsFunctions(WorkloadResource resource) =>
        resource is ProjectResource && resource.Environment.Keys.Any(name => name.Equals(FunctionsRuntime, StringComparison.OrdinalIgnoreCase));

    // The image listens on port 80 by this variable, which is stronger than lists of ports (Azure/azure-functions-docker).
    private ImageProfile FunctionsProfile(WorkloadResource resource) => new("Azure Functions", IsKnown: false)
    {
        Environment = Ports(resource.Name).Ports.FirstOrDefault(port => port.IsHttp) is { } port ? [("ASPNETCORE_URLS", $"http://+:{port.Number}")] : [],
    };
}
