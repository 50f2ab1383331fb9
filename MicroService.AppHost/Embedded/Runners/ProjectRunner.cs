using MicroService.AppHost.AppModel;
using MicroService.AppHost.Embedded.Health;
using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Runs a .NET project as a process of its own, built in the configuration of the AppHost.</summary>
internal sealed class ProjectRunner(HttpClient client) : IResourceRunner
{
    /// <summary>The binding that has the health endpoints, by the convention of the service defaults.</summary>
    public const string ManagementBinding = "management";
    private const string ReadyPath = "/health/ready";
    private const string HttpPortsVariable = "HTTP_PORTS";
    private const string Loopback = "127.0.0.1";

    public string Kind => "project";

    public bool CanRun(WorkloadResource resource) => resource is ProjectResource;

    public string? Missing() => null;

    public async Task<Preparation> PrepareAsync(ResourceScope scope, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(((ProjectResource)scope.Resource).Path, scope.BaseDirectory);
        if (!File.Exists(project))
        {
            return new Preparation.Failed($"The project {project} doesn't exist.", "Correct 'path' of the resource in the manifest.");
        }

        var build = await DotNet.BuildAsync(project, scope, cancellationToken);
        if (build.Target is not { } target)
        {
            return new Preparation.Failed($"{Path.GetFileName(project)} doesn't build:\n{build.Output}", "Correct the errors above and start again.");
        }

        if (!File.Exists(target))
        {
            return new Preparation.Failed($"{target} doesn't exist.", $"Run 'dotnet build {project} -c {scope.Options.Configuration}', or start without --no-build.");
        }

        return new Preparation.Ready(new ProcessCommand(DotNet.Host, ["exec", target, .. scope.Arguments], Path.GetDirectoryName(project)!, Environment(scope)));
    }

    public IHealthProbe Probe(ResourceScope scope)
    {
        if (scope.Ports.TryGetValue(ManagementBinding, out var management))
        {
            return new HttpProbe(client, new Uri($"http://{Loopback}:{management}{ReadyPath}"));
        }

        return scope.Ports.Count > 0 ? new TcpProbe(scope.Ports.Values.First()) : new AlwaysHealthy();
    }

    // HTTP_PORTS means every network interface; on a developer's machine nothing but loopback is bound.
    private static Dictionary<string, string?> Environment(ResourceScope scope)
    {
        var environment = scope.Environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value);
        var ports = environment.GetValueOrDefault(HttpPortsVariable) ?? string.Empty;
        environment["ASPNETCORE_URLS"] = string.Join(';', ports.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"http://{Loopback}:{port}"));
        environment[HttpPortsVariable] = null;
        environment["ASPNETCORE_HTTP_PORTS"] = null;
        environment["Server__Address"] = Loopback;
        environment["Management__Address"] = Loopback;
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["DOTNET_ENVIRONMENT"] = "Development";
        return environment;
    }
}
