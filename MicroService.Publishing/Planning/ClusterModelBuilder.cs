using System.Globalization;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.Databases;
using MicroService.Publishing.Files;
using MicroService.Publishing.Names;
using MicroService.Publishing.Routes;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>Builds the cluster model from an app model.</summary>
internal sealed class ClusterModelBuilder
{
    private readonly ClusterPlan _plan;
    private readonly List<PublishWarning> _warnings = [];
    private readonly List<ManifestProblem> _problems = [];
    private readonly List<(string Resource, string Workload, string Key)> _waiting = [];

    private ClusterModelBuilder(ClusterPlan plan) => _plan = plan;

    /// <summary>Builds the cluster model of a manifest that was read without problems.</summary>
    /// <param name="external">Resources that run elsewhere: they are not published, and their consumers get keys to fill in.</param>
    public static ClusterModelReading Build(AppManifest manifest, KubernetesOptions options, IReadOnlySet<string> external)
    {
        var plan = ClusterPlan.Of(manifest, options, external);
        var problems = ClusterProblems.Of(plan);
        var builder = new ClusterModelBuilder(plan);
        var model = builder.Build();
        return new ClusterModelReading(model, [.. problems, .. builder._problems]);
    }

    private ClusterModel Build()
    {
        var workloads = new List<ClusterWorkload>();
        foreach (var resource in _plan.Workloads)
        {
            var workload = Workload(resource);
            workloads.Add(workload);
            foreach (var database in _plan.Databases.Where(database => database.Server == resource.Name && CreatedDatabases.IsPlain(database.Name) && workload.Ports.Count > 0))
            {
                workloads.Add(DatabaseJob.Of(database, workload, _plan.Names[database.Resource], _plan.SettingsOf(database.Resource), ConnectedPort(resource)));
            }
        }

        var byName = workloads.DistinctBy(workload => workload.Name).ToDictionary(workload => workload.Name, StringComparer.Ordinal);
        workloads = [.. WorkloadPeers.Connect([.. workloads.Select(workload => workload with { Calls = [.. workload.Calls.Where(call => Answers(workload, call, byName))] })])];
        var needed = workloads.SelectMany(workload => workload.Secrets).SelectMany(secret => secret.Parameters).ToHashSet();
        var parameters = from resource in _plan.Manifest.Resources
                         from input in resource.Inputs
                         let key = ParameterStore.KeyOf(resource, input)
                         where needed.Contains(key)
                         select new ClusterParameter(key, input);
        return new ClusterModel(NameOf(_plan.Manifest, _plan.Options), [.. WithClaimOwners(workloads)], [.. parameters], [.. UnpublishedResources.Warnings(_plan, WaitingFor), .. ModelWarnings.Of(_plan), .. _warnings]);
    }

    /// <summary>The application's name.</summary>
    public static string NameOf(AppManifest manifest, KubernetesOptions options) =>
        options.Application ?? DnsLabel.From(Path.GetFileName(Path.TrimEndingDirectorySeparator(manifest.BaseDirectory))) ?? "application";

    private ClusterWorkload Workload(WorkloadResource resource)
    {
        var (image, profile, settings) = (_plan.Image(resource), _plan.Profile(resource), _plan.SettingsOf(resource.Name));
        var kind = KindChoice.Of(resource, image, profile, settings);
        settings = KindChoice.Defaults(resource, kind, profile, _plan.Options.Of(resource.Name)).Over(settings);
        var volumes = VolumeChoice.Of(resource, profile, settings, _plan.Options.SharedVolumes);
        var files = FilesOf(resource, settings, [.. volumes.Select(volume => volume.MountPath)]);
        var values = new WorkloadValues(resource, _plan, profile, settings, files);
        settings = settings with { Arguments = values.ExtraArguments };
        _warnings.AddRange(ResourceWarnings.Of(resource, kind, profile, settings, values, [.. files.Select(file => file.MountPath)], _plan.Manifest.BaseDirectory));
        _warnings.AddRange(MongoWarnings.Of(resource, profile, values, files, _plan.Names[resource.Name]));
        _warnings.AddRange(PostgresWarnings.Of(resource, profile));
        _warnings.AddRange(UnservedPorts(resource, values));
        _problems.AddRange(values.Problems);
        _waiting.AddRange(values.Waiting.Select(waiting => (waiting.Resource, _plan.Names[resource.Name], waiting.Key)));
        var workload = new ClusterWorkload
        {
            Resource = resource.Name,
            Name = _plan.Names[resource.Name],
            Kind = kind,
            IsProject = resource is ProjectResource && !ClusterPlan.IsFunctions(resource),
            Image = image,
            Profile = profile with { Scratch = [.. profile.Scratch.Where(scratch => !volumes.Any(volume => VolumeChoice.IsWithin(scratch.Path, volume.MountPath)))] },
            Settings = profile.WritesToRoot ? settings with { ReadOnlyRoot = settings.ReadOnlyRoot ?? false } : settings,
            Command = values.Command,
            Arguments = values.Arguments,
            Configuration = values.Configuration,
            Secrets = values.Secrets,
            Ports = kind == WorkloadKind.Job ? [] : _plan.Ports(resource.Name).Ports,
            Volumes = volumes,
            Files = files,
            Calls = values.Calls,
            Addresses = [.. values.Addresses, .. profile.Calls.Select(host => new ClusterAddress("", host.Split(':')[0], int.Parse(host.Split(':')[1], CultureInfo.InvariantCulture)))],
        };
        _problems.AddRange(UnfitText.Problems(resource, workload));
        if (ExternalRoute.Problem(workload) is { } problem)
        {
            _problems.Add(new ManifestProblem(resource.Pointer, 0, 0, problem));
        }

        return workload;
    }

    private IEnumerable<PublishWarning> UnservedPorts(WorkloadResource resource, WorkloadValues values)
    {
        var texts = values.Unserved.Distinct().GroupBy(unserved => (unserved.Host, unserved.Port), unserved => unserved.Variable.Length > 0 ? unserved.Variable : "an argument")
            .Select(group => $"{NameList.Of(group.Distinct())} ({group.Key.Host}:{group.Key.Port}; it has {PortsOf(group.Key.Host)})").ToList();
        return texts.Count == 0 ? [] :
        [
            new PublishWarning(
                resource.Name,
                $"It is told to call ports that the Services of these names do not have: {string.Join(", ", texts)}.",
                $"Refer to the binding in the model, or set the variable in Kubernetes:Resources:{resource.Name}:Environment.",
                IsLoss: false),
        ];
    }

    private string PortsOf(string host) =>
        _plan.Named(host) is { } callee && _plan.Ports(callee.Name).Ports is [_, ..] ports ? string.Join(", ", ports.Select(port => port.ServicePort)) : "none";

    private List<ClusterFiles> FilesOf(WorkloadResource resource, WorkloadSettings settings, IReadOnlyList<string> taken)
    {
        var found = new List<ClusterFiles>();
        foreach (var (index, mount) in ((resource as ContainerResource)?.BindMounts ?? []).Index().Where(mount => !settings.OmitsMount(mount.Item.Target)))
        {
            var files = MountedFiles.Of(mount, _plan.Names[resource.Name], _plan.Manifest.BaseDirectory);
            if (files.Size > 0)
            {
                _problems.Add(new ManifestProblem(
                    $"{resource.Pointer}/bindMounts/{index}/source",
                    0,
                    0,
                    $"{mount.Source} has {files.Size:N0} bytes, but the ConfigMap that it becomes holds at most {MountedFiles.MostBytes:N0} (1 MiB). "
                    + $"Copy the files into the image with a Dockerfile, and leave the mount out: Kubernetes:Resources:{resource.Name}:Omit, with {mount.Target}."));
            }
            else if (files.Files is { } mounted && !taken.Contains(mounted.MountPath) && found.TrueForAll(other => other.MountPath != mounted.MountPath))
            {
                // /a-b and /a/b are one label.
                found.Add(found.TrueForAll(other => other.Name != mounted.Name) ? mounted : mounted with
                {
                    Name = DnsLabel.WithHash(mounted.Name, mounted.MountPath),
                    ConfigMap = DnsLabel.WithHash(mounted.ConfigMap, mounted.MountPath),
                });
            }
        }

        return found;
    }

    // A claim is written with the first workload that mounts it.
    private static List<ClusterWorkload> WithClaimOwners(IEnumerable<ClusterWorkload> workloads)
    {
        var owned = new HashSet<string>(StringComparer.Ordinal);
        return workloads.Select(workload => workload.Volumes.All(volume => volume.Claim is null) ? workload
            : workload with { Volumes = [.. workload.Volumes.Select(volume => volume with { IsClaimOwner = volume.Claim is { } claim && owned.Add(claim) })] }).ToList();
    }

    // A server may have other ports, such as one for metrics, before the one for clients.
    private ClusterPort? ConnectedPort(WorkloadResource server) =>
        Expression.Parse((server as ContainerResource)?.ConnectionString ?? string.Empty).References
            .Where(reference => reference.Resource == server.Name && reference is { Member: "bindings", Path.Count: 3 })
            .Select(reference => server.FindBinding(reference.Path[1])).OfType<Binding>()
            .Select(binding => _plan.Ports(server.Name).Port(binding)).FirstOrDefault();

    // A Job has no Service, whatever ports the model declares.
    private bool Answers(ClusterWorkload caller, ClusterCall call, Dictionary<string, ClusterWorkload> workloads)
    {
        if (!workloads.TryGetValue(call.Workload, out var callee) || callee.Kind != WorkloadKind.Job)
        {
            return true;
        }

        _warnings.Add(new PublishWarning(
            caller.Resource, $"It refers to {callee.Resource}, which is a Job and has no Service.", $"Set Kubernetes:Resources:{callee.Resource}:Kind to Deployment if it serves.", IsLoss: true));
        return false;
    }

    private IReadOnlyList<string> WaitingFor(string resource) =>
    [
        .. _waiting.Where(waiting => waiting.Resource == resource).Distinct().GroupBy(waiting => waiting.Workload)
            .Select(group => $"{group.Key} ({string.Join(", ", group.Select(waiting => waiting.Key))})"),
    ];
}

/// <summary>A cluster model and the problems of the manifest. With problems the model is incomplete and must not be written.</summary>
internal sealed record ClusterModelReading(ClusterModel Model, IReadOnlyList<ManifestProblem> Problems);
