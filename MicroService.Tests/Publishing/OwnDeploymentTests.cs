using System.Text.Json;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Rules;
using MicroService.Publishing;
using MicroService.Publishing.Kustomize;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;
using MicroService.Tests.Kustomize;
using MicroService.Tests.Processes;
using MicroService.Tests.Publishing.Kustomize;

namespace MicroService.Tests.Publishing;

public sealed class OwnDeploymentTests
{
    public static TheoryData<string> Folders => OwnPublication.Folders;

    [Fact]
    public void CommittedFiles_AreWhatPublishWrites()
    {
        if (GoldenFile.MayWrite)
        {
            PublishRun.Of(OwnPublication.Manifest, OwnPublication.Options.OutputFolder, options => options with { SettingsFile = OwnPublication.Settings });
        }

        var run = PublishRun.Of(OwnPublication.Manifest, OwnPublication.Options.OutputFolder, options => options with { SettingsFile = OwnPublication.Settings, Action = PublishAction.Compare });

        Assert.True(run.ExitCode == 0, $"deploy/ is not what comes out (UPDATE_GOLDEN=1 ./test.sh rewrites it; review the change):\n{run.Output}{run.Error}");
    }

    [Fact]
    public void NothingElse_LiesInDeploy()
    {
        string[] writtenByHand = ["alerts/", "dashboards/"];
        var listed = File.ReadAllLines(RepositoryRoot.Combine("deploy", DeploymentFolder.ListName)).Where(line => line[0] != '#').Append(DeploymentFolder.ListName).ToHashSet();

        var others = Directory.EnumerateFiles(RepositoryRoot.Combine("deploy"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryRoot.Combine("deploy"), file).Replace('\\', '/'))
            .Where(file => !writtenByHand.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Where(file => !listed.Contains(file) && !file.EndsWith(".env", StringComparison.Ordinal) && file != "secrets/parameters.json");

        Assert.Empty(others);
    }

    [Fact]
    public void EveryFile_SaysThatItIsGenerated() =>
        Assert.Empty(OwnPublication.Value.Files.Where(file => !GeneratedMark.IsOn(file.Content)).Select(file => file.Path));

    [Fact]
    public async Task FilesWithValues_AreIgnoredByGit()
    {
        var ignored = await ChildProcess.RunAsync("git", ["check-ignore", "deploy/secrets/api.env", "deploy/secrets/parameters.json"], workingDirectory: RepositoryRoot.Path);
        var tracked = await ChildProcess.RunAsync("git", ["ls-files", "deploy/secrets"], workingDirectory: RepositoryRoot.Path);

        Assert.Equal("deploy/secrets/api.env\ndeploy/secrets/parameters.json\n", ignored.Output);
        Assert.DoesNotContain(tracked.Output.Split('\n'), file => file.EndsWith(".env", StringComparison.Ordinal) || file.EndsWith("parameters.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PublishedClone_StaysClean()
    {
        using var folder = PublishFolder.CopyOf(OwnPublication.Manifest);
        folder.Write(PublishFolder.FilesIn(OwnPublication.Options.OutputFolder).Where(file => !file.Key.EndsWith(".env", StringComparison.Ordinal) && file.Key != "secrets/parameters.json"));
        await GitAsync(folder, "init", "--quiet");
        await GitAsync(folder, "add", "--all");
        await GitAsync(folder, "-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message", "clone");
        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = OwnPublication.Settings, Resolve = true });

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("", await GitAsync(folder, "status", "--porcelain"));
    }

    [Fact]
    public void Folder_AuditsToNothing() => HasNoFinding(new Auditor().Audit(OwnPublication.Read(RepositoryRoot.Combine("deploy")), new AuditSettings(), TestContext.Current.CancellationToken));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task RenderedFolder_AuditsToNothing(string folder) =>
        HasNoFinding(new Auditor().Audit([await KubectlProgram.RenderAsync(RepositoryRoot.Combine("deploy", folder))], new AuditSettings(), TestContext.Current.CancellationToken));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task RenderedFolder_HasTheObjectsOfItsVariant(string folder) =>
        ExpectedObjects.AreAllOf(await KubectlProgram.RenderAsync(RepositoryRoot.Combine("deploy", folder)), OwnPublication.Variant(folder));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task RenderedObjects_AreOfTheStrictTypes(string folder)
    {
        var rendered = await KubectlProgram.RenderAsync(RepositoryRoot.Combine("deploy", folder));

        Assert.All(rendered.Documents, document => Assert.Null(StrictTypes.Problem(document.Root!)));
    }

    [Fact]
    public async Task Secrets_RenderFromResolvedValues()
    {
        using var folder = PublishFolder.CopyOf(OwnPublication.Manifest);
        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = OwnPublication.Settings, Resolve = true });
        Assert.True(run.ExitCode == 0, run.ToString());

        var rendered = await KubectlProgram.RenderAsync(folder.Path("deploy", "secrets"));

        var secrets = OwnPublication.Value.Base.Model.Workloads.Where(workload => workload.Secrets.Count > 0);
        Assert.Equal(
            secrets.Select(workload => $"{workload.SecretName}: {string.Join(' ', workload.Secrets.Select(secret => secret.Name).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
            rendered.Documents.Select(document => $"{document.Root!.Mapping("metadata")!.Text("name")}: {string.Join(' ', document.Root.Mapping("data")!.Entries.Select(entry => entry.Key.Value).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void GeneratedValues_AreInFilesThatGitIgnoresAlone()
    {
        using var folder = PublishFolder.CopyOf(OwnPublication.Manifest);
        PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = OwnPublication.Settings, Resolve = true });
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(folder.Read("secrets/parameters.json"))!;

        var leaks = folder.Files().Where(file => !file.Key.EndsWith(".env", StringComparison.Ordinal) && file.Key != "secrets/parameters.json" && values.Values.Any(value => file.Value.Contains(value, StringComparison.Ordinal)));

        Assert.Equal(["cache-password", "postgres-password"], values.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(leaks);
    }

    private static async Task<string> GitAsync(PublishFolder folder, params string[] arguments)
    {
        var result = await ChildProcess.RunAsync("git", arguments, workingDirectory: Path.GetDirectoryName(folder.Manifest));
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static void HasNoFinding(AuditReport report)
    {
        Assert.NotEmpty(report.Objects);
        Assert.Empty(report.Findings.Select(finding => finding.ToString()));
        Assert.Empty(report.Suppressed);
    }
}
