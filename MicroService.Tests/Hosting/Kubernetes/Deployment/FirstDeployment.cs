using MicroService.Tests.Processes;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

/// <summary>One deployment, which builds and pushes an image, for all tests that only look at what it did; made by the first of them.</summary>
public sealed class FirstDeployment : IAsyncDisposable
{
    /// <summary>The value of the parameter that must not show.</summary>
    public const string Token = "a-very-secret-value";

    private readonly Lazy<Task<(LoopbackRegistry, StandInKubectl, ProcessResult)>> _result;
    private LoopbackRegistry? _registry;
    private StandInKubectl? _kubectl;

    /// <summary>Deploys nothing yet.</summary>
    public FirstDeployment() => _result = new(DeployAsync);

    internal DeploymentFolder Folder { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        _kubectl?.Dispose();
        Folder.Dispose();
    }

    /// <summary>The registry that the image was pushed to, the program that was asked to apply, and how it ended.</summary>
    internal Task<(LoopbackRegistry Registry, StandInKubectl Kubectl, ProcessResult Run)> ResultAsync() => _result.Value;

    private async Task<(LoopbackRegistry Registry, StandInKubectl Kubectl, ProcessResult Run)> DeployAsync()
    {
        _registry = await LoopbackRegistry.StartAsync();
        _kubectl = await StandInKubectl.CreateAsync();
        var settings = await DeploymentFolder.SettingsAsync(_registry);
        settings["Parameters__token"] = Token;
        return (_registry, _kubectl, await Folder.DeployAsync(_kubectl, settings));
    }
}
