using System.IO.Compression;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Hosting.Kubernetes;

public sealed class HostingPackageTests : IDisposable
{
    private static readonly string[] Bundled = ["MicroService.Advisor.dll", "MicroService.Hosting.dll", "MicroService.Publishing.dll"];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("microservice-home-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Package_HasEverythingButWhatNuGetHas()
    {
        await using var package = await ZipFile.OpenReadAsync(await PackagedAppHost.PackageAsync(), TestContext.Current.CancellationToken);
        await using var nuspec = await package.Entries.Single(entry => entry.Name == "MicroService.Hosting.nuspec").OpenAsync(TestContext.Current.CancellationToken);
        var text = await new StreamReader(nuspec).ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Bundled, package.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains(package.Entries, entry => entry.FullName == "README.md");
        Assert.Contains("id=\"SharpYaml\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"MicroService.", text, StringComparison.Ordinal);
        Assert.Contains("<tags>aspire integration hosting kubernetes</tags>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppHostWithThePackageAlone_PublishesHardenedManifests()
    {
        var output = Path.Combine(_home.FullName, "deploy");

        var run = await PublishAsync(output);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var deployment = await File.ReadAllTextAsync(Path.Combine(output, "base", "greeter", "deployment.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("app.kubernetes.io/part-of: tinyapphost", deployment, StringComparison.Ordinal);
        Assert.Contains("path: /health/ready", deployment, StringComparison.Ordinal);
        Assert.Contains("cpu: 50m", deployment, StringComparison.Ordinal);
        Assert.Contains("readOnlyRootFilesystem: true", deployment, StringComparison.Ordinal);
        Assert.Contains("value: 512Mi", await File.ReadAllTextAsync(Path.Combine(output, "overlays", "prod", "kustomization.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("1 workload", run.Output, StringComparison.Ordinal);
        Assert.Contains("aspire deploy", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_LeavesNothingButTheManifests()
    {
        var output = Path.Combine(_home.FullName, "deploy");

        await PublishAsync(output);

        Assert.Equal([".published", "base", "overlays", "secrets"], Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // Aspire makes folders there at every start, but no file.
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_home.FullName, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }),
            file => !file.StartsWith(output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WrongSettings_AreAllNamedAndFail()
    {
        var output = Path.Combine(_home.FullName, "deploy");

        var run = await PublishAsync(output, ("Kubernetes__Resources__greeter__Memory", "lots"), ("Kubernetes__Registri", "ghcr.io/owner"));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Kubernetes:Resources:greeter:Memory is 'lots'", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean Registry?", run.Output + run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public async Task ManifestOfTheModel_HasNoEnvironment()
    {
        var file = Path.Combine(_home.FullName, "manifest.json");

        var run = await PackagedAppHost.RunAsync(_home.FullName, ["--publisher", "manifest", "--output-path", file]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var manifest = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("\"greeter\"", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("\"cluster\"", manifest, StringComparison.Ordinal);
    }

    private Task<ProcessResult> PublishAsync(string output, params (string Name, string Value)[] environment) =>
        PackagedAppHost.RunAsync(
            _home.FullName,
            ["--operation", "publish", "--step", "publish", "--output-path", output],
            environment.ToDictionary(variable => variable.Name, variable => variable.Value));
}
