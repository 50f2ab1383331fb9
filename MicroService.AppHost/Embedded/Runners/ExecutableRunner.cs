using MicroService.AppHost.AppModel;
using MicroService.AppHost.Embedded.Health;
using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Runs a program of the host.</summary>
internal sealed class ExecutableRunner : IResourceRunner
{
    public string Kind => "executable";

    public bool CanRun(WorkloadResource resource) => resource is ExecutableResource;

    public string? Missing() => null;

    public Task<Preparation> PrepareAsync(ResourceScope scope, CancellationToken cancellationToken)
    {
        var executable = (ExecutableResource)scope.Resource;
        var directory = Path.GetFullPath(executable.WorkingDirectory, scope.BaseDirectory);
        var inDirectory = Path.Combine(directory, executable.Command);
        var program = File.Exists(inDirectory) ? inDirectory : SearchPath.Find(executable.Command);
        return Task.FromResult<Preparation>((Directory.Exists(directory), program) switch
        {
            (false, _) => new Preparation.Failed($"The folder {directory} doesn't exist.", "Correct 'workingDirectory' of the resource in the manifest."),
            (_, null) => new Preparation.Failed($"'{executable.Command}' is neither in {directory} nor on the PATH.", "Install it or add its folder to the PATH."),
            _ => new Preparation.Ready(new ProcessCommand(program, scope.Arguments, directory, scope.Environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value))),
        });
    }

    public IHealthProbe Probe(ResourceScope scope) => scope.Ports.Count > 0 ? new TcpProbe(scope.Ports.Values.First()) : new AlwaysHealthy();
}
