using System.Text.Json;
using MicroService.AppHost.AppModel;
using MicroService.AppHost.Embedded.Health;
using MicroService.AppHost.AppModel.Parameters;
using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Runs Garnet from its NuGet tool in place of a container of Garnet, Redis or Valkey.</summary>
internal sealed class GarnetRunner : IResourceRunner
{
    // A cache of a developer's machine; Garnet's own defaults reserve gigabytes.
    private static readonly string[] Sizes = ["--memory", "256m", "--index", "16m"];
    private static readonly string[] Images = ["garnet", "redis", "valkey"];

    public string Kind => "garnet";

    public bool CanRun(WorkloadResource resource) => resource is ContainerResource container && Images.Contains(ImageName.ShortName(container.Image)) && resource.Bindings.Count > 0;

    public string? Missing() => null;

    public async Task<Preparation> PrepareAsync(ResourceScope scope, CancellationToken cancellationToken)
    {
        var tool = await ToolManifest.RestoreAsync("garnet-server", scope, cancellationToken);
        if (tool.Arguments is not { } program)
        {
            return new Preparation.Failed($"The tool garnet-server can't be restored:\n{tool.Output}", "Check the package sources ('dotnet nuget list source') and run 'dotnet tool restore'.");
        }

        string[] arguments = [.. program, "--bind", "127.0.0.1", "--port", $"{Port(scope)}", .. Sizes];
        if (Password(scope) is { } password)
        {
            // In a file, since arguments are there for every user of the machine to see.
            var settings = Path.Combine(scope.Directory, "garnet.conf");
            OwnerOnlyFile.Write(settings, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["AuthenticationMode"] = "Password", ["Password"] = password }));
            arguments = [.. arguments, "--config-import-path", settings];
        }

        return new Preparation.Ready(new ProcessCommand(DotNet.Host, arguments, scope.BaseDirectory, new Dictionary<string, string?>()));
    }

    public IHealthProbe Probe(ResourceScope scope) => Password(scope) is { } password ? new RespProbe(Port(scope), password) : new TcpProbe(Port(scope));

    private static int Port(ResourceScope scope) => scope.Ports[scope.Resource.Bindings[0].Name];

    // GARNET_PASSWORD, REDIS_PASSWORD or VALKEY_PASSWORD, which the container's command line reads.
    private static string? Password(ResourceScope scope) =>
        scope.Environment.FirstOrDefault(variable => variable.Key.EndsWith("_PASSWORD", StringComparison.Ordinal)).Value;
}
