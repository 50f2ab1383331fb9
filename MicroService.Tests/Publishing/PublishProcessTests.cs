using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Publishing;

/// <summary>The command as people type it.</summary>
public sealed class PublishProcessTests
{
    private static readonly string Assembly =
        RepositoryRoot.Combine("MicroService.Cli", "bin", RepositoryRoot.Configuration, "net10.0", "microservice.dll");

    [Fact]
    public async Task ManifestAlone_IsPublishedBesideIt()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await RunAsync(folder, "--manifest", folder.Manifest);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("base/kustomization.yaml", folder.Files().Keys);
        Assert.Contains("2 workloads", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PipedOutput_HasNoEscapeSequences()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await RunAsync(folder, "--manifest", folder.Manifest);

        Assert.NotEmpty(result.Output);
        Assert.DoesNotContain(result.Output, letter => char.IsControl(letter) && letter is not '\n');
    }

    [Fact]
    public async Task DryRun_KeepsTheReportOutOfStandardOutput()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await RunAsync(folder, "--manifest", folder.Manifest, "--dry-run");

        Assert.StartsWith("==> base/", result.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdin")]
    public async Task PipedManifest_IsPublishedToTheFolderThatIsNamed(string manifest)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && manifest != "-", "Windows has no such file.");
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await ChildProcess.RunAsync("dotnet", [Assembly, "publish", "--manifest", manifest, "--output", folder.Output], input: SampleManifest.Text);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("base/kustomization.yaml", folder.Files().Keys);
    }

    [Fact]
    public async Task PipedManifestWithoutFolder_IsWrongUsage()
    {
        var result = await ChildProcess.RunAsync("dotnet", [Assembly, "publish", "--manifest", "-"], input: SampleManifest.Text);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--output", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--outpt", "x")]
    [InlineData("--dry-run", "--diff")]
    [InlineData("--diff", "--resolve")]
    public async Task WrongUsage_HasAnExitCodeOfItsOwn(params string[] arguments)
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await RunAsync(folder, ["--manifest", folder.Manifest, .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task MissingManifest_IsBadInput()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await RunAsync(folder, "--manifest", folder.Path("none.json"), "--output", folder.Output);

        Assert.Equal(65, result.ExitCode);
        Assert.Contains("none.json", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task SettingInTheEnvironment_IsStrongerThanTheDefault()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await ChildProcess.RunAsync("dotnet", [Assembly, "publish", "--manifest", folder.Manifest], environment: new Dictionary<string, string> { ["Kubernetes__Registry"] = "ghcr.io/shop", ["Kubernetes__Tag"] = "4.5.6" });

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("image: ghcr.io/shop/api:4.5.6\n", folder.Read("base/api/deployment.yaml"), StringComparison.Ordinal);
        Assert.Contains("newTag: \"4.5.6\"\n", folder.Read("base/kustomization.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VariablesThatDifferInCapitalsAlone_AreNoProblem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such variables.");
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await ChildProcess.RunAsync("dotnet", [Assembly, "publish", "--manifest", folder.Manifest], environment: new Dictionary<string, string> { ["http_proxy"] = "http://a", ["HTTP_PROXY"] = "http://b" });

        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task OutputThatCannotBeWritten_HasTheCodeOfAFolderThatCannot()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no device that is always full.");
        using var folder = new PublishFolder(SampleManifest.Text);

        var result = await ChildProcess.RunAsync("/bin/sh", ["-c", "dotnet \"$0\" publish --manifest \"$1\" --dry-run >/dev/full", Assembly, folder.Manifest]);

        Assert.Equal(73, result.ExitCode);
        Assert.StartsWith("Standard output: ", result.Error, StringComparison.Ordinal);
    }

    // An installation that is broken, which nothing in the program looks for.
    [Fact]
    public async Task FaultThatNobodyForesaw_IsADefectAndWritesNothing()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        using var program = new PublishFolder("");
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Assembly)!))
        {
            File.Copy(file, program.Path(Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(program.Path("MicroService.Publishing.dll"), "no library", TestContext.Current.CancellationToken);

        var result = await ChildProcess.RunAsync("dotnet", [program.Path(Path.GetFileName(Assembly)), "publish", "--manifest", folder.Manifest]);

        Assert.Equal(70, result.ExitCode);
        Assert.StartsWith("Unexpected failure, please report it:", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    private static Task<ProcessResult> RunAsync(PublishFolder folder, params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", [Assembly, "publish", .. arguments], workingDirectory: Path.GetDirectoryName(folder.Manifest));
}
