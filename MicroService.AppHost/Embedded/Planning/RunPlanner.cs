using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;
using MicroService.AppHost.Embedded.Dashboard;
using MicroService.AppHost.AppModel.Parameters;
using MicroService.AppHost.Embedded.Runners;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>Decides how each resource of a manifest runs on this machine.</summary>
internal sealed class RunPlanner(IReadOnlyList<IResourceRunner> runners, ParameterStore parameters, LogText text, RunOptions options)
{
    private readonly PortAllocator _allocator = new();

    public RunPlan Plan(AppManifest manifest)
    {
        var databases = SqliteStandIn.Databases(manifest, options.DataDirectory);
        var skipped = manifest.Resources.Select(Skip).OfType<SkippedResource>().ToList();
        var absent = skipped.ToDictionary(resource => resource.Name, resource => resource.Reason);
        var running = manifest.Resources.OfType<WorkloadResource>().Where(resource => !absent.ContainsKey(resource.Name)).ToList();
        var moved = new List<(string Resource, string Text)>();
        var ports = Ports(running, moved);
        var references = new EmbeddedReferences(ports, absent, databases.ToDictionary(database => database.Name, SqliteStandIn.ConnectionString), parameters, text);
        var resolver = new ExpressionResolver(manifest, references);
        var names = running.Select(resource => resource.Name).ToHashSet();
        string[] targets = [.. ports.Where(port => port.Key.Binding == ProjectRunner.ManagementBinding).Select(port => $"127.0.0.1:{port.Value}")];
        var problems = new List<ManifestProblem>();
        var processes = new List<PlannedProcess>();
        foreach (var resource in running)
        {
            var resolved = new ResolvedWorkload(resource, resolver);
            problems.AddRange(resolved.Problems);
            var own = resource.Bindings.Where(binding => ports.ContainsKey((resource.Name, binding.Name))).ToDictionary(binding => binding.Name, binding => ports[(resource.Name, binding.Name)]);
            var scope = new ResourceScope(resource, own, resolved.Environment, resolved.Arguments, FolderOf(resource.Name), manifest.BaseDirectory, targets, options);
            processes.Add(new PlannedProcess(
                scope,
                RunnerOf(resource)!,
                [.. resource.Bindings.Where(binding => own.ContainsKey(binding.Name)).Select(binding => Address(binding, own[binding.Name]))],
                resource.Bindings.Where(binding => binding is { External: true, IsHttp: true } && own.ContainsKey(binding.Name)).Select(binding => $"http://localhost:{own[binding.Name]}").FirstOrDefault(),
                [.. resolved.References.Where(name => name != resource.Name && names.Contains(name))],
                resolved.LeftOut,
                [.. moved.Where(pair => pair.Resource == resource.Name).Select(pair => pair.Text)]));
        }

        return new RunPlan(StartOrder.Of(processes), databases, skipped, problems);
    }

    // The name says something only where it is not the scheme again.
    private static string Address(Binding binding, int port) =>
        $"{binding.Scheme}://localhost:{port}" + (binding.Name == binding.Scheme ? string.Empty : $" ({binding.Name})");

    private IResourceRunner? RunnerOf(WorkloadResource resource) => runners.FirstOrDefault(runner => runner.CanRun(resource));

    private SkippedResource? Skip(ManifestResource resource) => resource switch
    {
        OpaqueResource => new SkippedResource(resource.Name, resource.Type, "exists only in its cloud"),
        ContainerResource { Build.BuildOnly: true } => new SkippedResource(resource.Name, "image", "is only built, never run"),
        ContainerResource container when SqliteStandIn.StandsInFor(container) => new SkippedResource(resource.Name, SqliteStandIn.Kind, "SQLite stands in for its databases"),
        WorkloadResource workload => RunnerOf(workload) switch
        {
            null => new SkippedResource(resource.Name, resource.Type, "needs containers: run it with Aspire (-p:UseAspire=true)"),
            { } runner when runner.Missing() is { } reason => new SkippedResource(resource.Name, runner.Kind, reason),
            _ => null,
        },
        _ => null,
    };

    // Bindings of projects that need a certificate get no port: the embedded engine speaks plain HTTP.
    private Dictionary<(string Resource, string Binding), int> Ports(List<WorkloadResource> running, List<(string Resource, string Text)> moved)
    {
        var ports = new Dictionary<(string, string), int>();
        foreach (var resource in running)
        {
            foreach (var binding in resource.Bindings.Where(binding => resource is not ProjectResource || binding.Scheme != "https"))
            {
                var wanted = options.FixedPorts ? binding.Port ?? binding.TargetPort : null;
                var port = _allocator.Take(wanted);
                ports[(resource.Name, binding.Name)] = port;
                if (wanted is not null && wanted != port)
                {
                    moved.Add((resource.Name, $"port {wanted} is taken, {binding.Name} is on {port}"));
                }
            }
        }

        return ports;
    }

    private string FolderOf(string name)
    {
        var folder = Path.Combine(options.DataDirectory, name);
        Directory.CreateDirectory(folder);
        return folder;
    }
}
