using MicroService.Tests.Processes;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

public sealed class DeploymentTests(FirstDeployment first) : IClassFixture<FirstDeployment>, IDisposable
{
    private readonly DeploymentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deployment_RefersToTheDigestThatWasPushed()
    {
        var (registry, kubectl, run) = await first.ResultAsync();

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var digest = await registry.DigestAsync("team/greeter", "1.0.0");
        Assert.Contains(kubectl.Rendered, rendered => rendered.Contains($"image: {registry.Host}/team/greeter@{digest}", StringComparison.Ordinal));
        Assert.Contains($"{registry.Host}/team/greeter@{digest}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_AppliesInOrderAndPrunesOnlyWhatIsItsOwn()
    {
        var (_, kubectl, run) = await first.ResultAsync();

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var changes = kubectl.Calls.Where(call => call.StartsWith("apply", StringComparison.Ordinal) || call.StartsWith("delete", StringComparison.Ordinal) || call.StartsWith("rollout", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            changes,
            call => Assert.Equal("apply --filename - --context test", call),
            call => Assert.Equal("apply --filename - --server-side --force-conflicts --namespace tinyapphost-prod --context test", call),
            call => Assert.Matches("^apply --kustomize /[^ ]+/secrets --server-side --force-conflicts --namespace tinyapphost-prod --context test$", call),
            call => Assert.Equal("delete jobs.batch --selector app.kubernetes.io/part-of=tinyapphost --namespace tinyapphost-prod --ignore-not-found --context test", call),
            call => Assert.StartsWith($"apply --kustomize {first.Folder.Output}/deployment --namespace tinyapphost-prod --prune --selector app.kubernetes.io/part-of=tinyapphost --prune-allowlist=core/v1/ConfigMap", call, StringComparison.Ordinal),
            call => Assert.Equal("rollout status deployment/greeter --namespace tinyapphost-prod --timeout 15m --context test", call));
        Assert.DoesNotContain("PersistentVolumeClaim", changes[4], StringComparison.Ordinal);
        Assert.DoesNotContain("core/v1/Secret", changes[4], StringComparison.Ordinal);
        Assert.DoesNotContain("core/v1/Namespace", changes[4], StringComparison.Ordinal);
        Assert.Contains("kind: Namespace", kubectl.Inputs[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondDeployment_KeepsGeneratedValues()
    {
        await using var registry = await LoopbackRegistry.StartAsync();
        using var kubectl = await StandInKubectl.CreateAsync();
        var settings = await DeploymentFolder.SettingsAsync(registry);
        await _folder.DeployAsync(kubectl, settings);
        var (kept, secret) = (kubectl.Kept(), kubectl.Rendered[0]);
        Directory.Delete(_folder.Output, recursive: true);
        settings.Remove("Parameters__token");

        var run = await _folder.DeployAsync(kubectl, settings);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("\"token\":\"abc\"", kept, StringComparison.Ordinal);
        Assert.Equal(kept, kubectl.Kept());
        Assert.Equal(secret, kubectl.Rendered[2]);
    }

    [Fact]
    public async Task Deployment_LeavesNoValueOnDiskAndInNoLine()
    {
        var (_, _, run) = await first.ResultAsync();

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.DoesNotContain(FirstDeployment.Token, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(first.Folder.Home, "*", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains(FirstDeployment.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EverythingThatIsMissing_IsSaidAtOnce()
    {
        using var kubectl = await StandInKubectl.CreateAsync();
        kubectl.RemoveContext();
        var nowhere = $"localhost:{LoopbackPorts.Next()}";

        var run = await _folder.DeployAsync(kubectl, new Dictionary<string, string> { ["Kubernetes__BaseImage"] = $"{nowhere}/base:1", ["Kubernetes__Overlays__dev__Defaults__Cpu"] = "20m" });

        Assert.NotEqual(0, run.ExitCode);
        var text = run.Output + run.Error;
        Assert.Contains("A cluster: kubectl has no current context.", text, StringComparison.Ordinal);
        Assert.Contains("An overlay: the settings have dev, prod", text, StringComparison.Ordinal);
        Assert.Contains($"The base image {nowhere}/base:1", text, StringComparison.Ordinal);
        Assert.Contains("A registry for the images of greeter", text, StringComparison.Ordinal);
        Assert.Contains("Set the environment variable Parameters__token", text, StringComparison.Ordinal);
        Assert.DoesNotContain(kubectl.Calls, call => call.StartsWith("apply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutKubectl_ItIsMissing()
    {
        var run = await PackagedAppHost.RunAsync(
            _folder.Home,
            ["--operation", "publish", "--step", "deploy", "--output-path", _folder.Output],
            new Dictionary<string, string> { ["PATH"] = _folder.Home, ["Kubernetes__Registry"] = "localhost:1", ["Kubernetes__BaseImage"] = "localhost:1/base:1" });

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("kubectl: it is not on the PATH", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destruction_DeletesNoData()
    {
        using var kubectl = await StandInKubectl.CreateAsync();

        var run = await _folder.RunAsync(kubectl, "destroy", new Dictionary<string, string> { ["Kubernetes__Overlay"] = "prod" }, "--yes", "true");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var call = Assert.Single(kubectl.Calls, call => call.StartsWith("delete", StringComparison.Ordinal));
        Assert.Contains("--selector app.kubernetes.io/part-of=tinyapphost --namespace tinyapphost-prod", call, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", call, StringComparison.Ordinal);
        Assert.DoesNotContain("persistentvolumeclaims", call, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DestructionThatNobodyConfirmed_DeletesNothing()
    {
        using var kubectl = await StandInKubectl.CreateAsync();

        var run = await _folder.RunAsync(kubectl, "destroy", new Dictionary<string, string> { ["Kubernetes__Overlay"] = "prod" });

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain(kubectl.Calls, call => call.StartsWith("delete", StringComparison.Ordinal));
    }
}
