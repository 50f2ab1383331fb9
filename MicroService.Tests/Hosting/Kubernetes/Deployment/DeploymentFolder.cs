using MicroService.Tests.Processes;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

/// <summary>A home folder from which the tiny AppHost is deployed.</summary>
internal sealed class DeploymentFolder : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("microservice-home-");

    public string Home => _home.FullName;

    public string Output => Path.Combine(Home, "out");

    /// <summary>What a deployment to a registry of our own needs.</summary>
    public static async Task<Dictionary<string, string>> SettingsAsync(LoopbackRegistry registry) => new()
    {
        ["Kubernetes__Registry"] = $"{registry.Host}/team",
        ["Kubernetes__BaseImage"] = await registry.PushBaseImageAsync(),
        ["Kubernetes__Overlay"] = "prod",
        ["Parameters__token"] = "abc",
        ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry.Host,
    };

    public Task<ProcessResult> DeployAsync(StandInKubectl kubectl, Dictionary<string, string> settings) => RunAsync(kubectl, "deploy", settings);

    /// <summary>Runs a step of the pipeline.</summary>
    public Task<ProcessResult> RunAsync(StandInKubectl kubectl, string step, Dictionary<string, string> settings, params string[] arguments) =>
        PackagedAppHost.RunAsync(
            Home,
            ["--operation", "publish", "--step", step, "--output-path", Output, .. arguments],
            new Dictionary<string, string>(settings) { ["PATH"] = kubectl.SearchPath, ["MSBUILDDISABLENODEREUSE"] = "1" });

    public void Dispose() => _home.Delete(recursive: true);
}
