using System.Text;
using MicroService.Publishing;

namespace MicroService.Tests.Publishing;

public sealed class PublishCommandTests
{
    [Fact]
    public void GoodManifest_IsWrittenAndReported()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("base/api/deployment.yaml", folder.Files().Keys);
        Assert.Contains("2 workloads", run.Report, StringComparison.Ordinal);
        Assert.Contains("kubectl apply -k", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondRun_ChangesNothing()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        PublishRun.Of(folder.Manifest, folder.Output);
        var before = folder.Files();

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(before, folder.Files());
        Assert.Contains($"Files: {before.Count} as before.", run.Report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"resources\": {", "\"resources\": ", "(")]
    [InlineData("{db.bindings.tcp.host}", "{nowhere.bindings.tcp.host}", "/resources/db/connectionString")]
    [InlineData("\"value\": \"{db-password.inputs.value}\"", "\"value\": \"{db-password.value}\"", "/resources/db-password/value")]
    [InlineData("\"api\": {", "\"---\": {", "/resources/---")]
    public void BrokenManifest_LeavesTheDiskAlone(string part, string broken, string place)
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        PublishRun.Of(folder.Manifest, folder.Output);
        var before = folder.Files();
        File.WriteAllText(folder.Manifest, SampleManifest.Text.Replace(part, broken, StringComparison.Ordinal));

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains(place, run.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, folder.Files());
    }

    [Fact]
    public void ResourceThatCannotBePublished_IsAWarningUnlessStrict()
    {
        using var folder = new PublishFolder(SampleManifest.WithTool);

        var strict = PublishRun.Of(folder.Manifest, folder.Output, options => options with { Strict = true });
        var written = folder.Files();
        var lenient = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(PublishExitCodes.BadInput, strict.ExitCode);
        Assert.Contains("/resources/tool", strict.Error, StringComparison.Ordinal);
        Assert.Empty(written);
        Assert.True(lenient.ExitCode == 0, lenient.ToString());
        Assert.Contains("not published tool", lenient.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretThatOnlyAnOverlayHas_IsInTheSecrets()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        var settings = folder.Path("settings.json");
        File.WriteAllText(settings, """{ "Kubernetes": { "Overlays": { "prod": { "Resources": { "api": { "Environment": { "Stripe__ApiKey": "sk_live_4eC39HqLyjWDarjtT1zdp7dc" } } } } } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = settings, Resolve = true });

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("\nStripe__ApiKey=\n", folder.Read("secrets/api.env.example"), StringComparison.Ordinal);
        Assert.Contains("Stripe__ApiKey=sk_live_", folder.Read("secrets/api.env"), StringComparison.Ordinal);
        Assert.Contains("The settings have secrets in plain text: Stripe__ApiKey.", run.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("The manifest has secrets", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretThatOverlaysDisagreeAbout_IsToBeFilledIn()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        var settings = folder.Path("settings.json");
        File.WriteAllText(settings, """
            { "Kubernetes": { "Overlays": {
              "dev": { "Resources": { "api": { "Environment": { "Stripe__ApiKey": "sk_test_4eC39HqLyjWDarjtT1zdp7dc" } } } },
              "prod": { "Resources": { "api": { "Environment": { "Stripe__ApiKey": "sk_live_4eC39HqLyjWDarjtT1zdp7dc" } } } } } } }
            """);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = settings, Resolve = true });

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("api.env: Stripe__ApiKey: overlays give", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WarningsOfOneKind_AreAllSaid()
    {
        var mounts = """ "bindMounts": [ { "source": "./a", "target": "/a", "readOnly": true }, { "source": "./b", "target": "/b", "readOnly": true } ], "env": """;
        using var folder = new PublishFolder(SampleManifest.Text.Replace("\"env\": { \"POSTGRES", $"{mounts}{{ \"POSTGRES", StringComparison.Ordinal));

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(2, run.Report.Split('\n').Count(line => line.Contains("not published db", StringComparison.Ordinal)));
    }

    [Fact]
    public void VariablesOfTheRun_AreStrongerThanTheSettings()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        var settings = folder.Path("settings.json");
        File.WriteAllText(settings, """{ "Kubernetes": { "Application": "file", "Tag": "2.0.0" } }""");

        PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = settings }, new Dictionary<string, string> { ["Kubernetes__Application"] = "variable" });

        Assert.Contains("name: variable\n", folder.Read("base/namespace.yaml"), StringComparison.Ordinal);
        Assert.Contains("localhost/api:2.0.0", folder.Read("base/api/deployment.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void ManifestThatWasReadAlready_IsNotReadAgain()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        var content = File.ReadAllBytes(folder.Manifest);
        File.Delete(folder.Manifest);

        var good = PublishRun.Of(folder.Manifest, folder.Output, options => options with { Content = content });
        var bad = PublishRun.Of(folder.Manifest, folder.Output, options => options with { Content = [.. Encoding.UTF8.GetBytes(SampleManifest.Text.Replace("{db.bindings.tcp.host}", "{nowhere.value}", StringComparison.Ordinal))] });

        Assert.True(good.ExitCode == 0, good.ToString());
        Assert.Matches(@"aspire-manifest\.json.*10.*/resources/db/connectionString", bad.Error);
    }

    [Fact]
    public void DryRun_PrintsEveryFileAndWritesNone()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { Action = PublishAction.Print });

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("==> base/api/deployment.yaml <==\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", run.Report, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void Diff_TellsWhatWouldChange()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        PublishRun.Of(folder.Manifest, folder.Output);
        var before = folder.Files();
        File.WriteAllText(folder.Manifest, SampleManifest.Text.Replace("{{hello}}", "hello", StringComparison.Ordinal));

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { Action = PublishAction.Compare });

        Assert.Equal(PublishExitCodes.Different, run.ExitCode);
        Assert.Contains("+  GREETING: hello\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, folder.Files());
    }

    [Fact]
    public void DiffOfWhatIsThere_IsEmpty()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        PublishRun.Of(folder.Manifest, folder.Output);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { Action = PublishAction.Compare });

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public void FileOfOthersInTheWay_IsKeptAndNamed()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        Directory.CreateDirectory(folder.Path("deploy", "base"));
        File.WriteAllText(folder.Path("deploy", "base", "kustomization.yaml"), "mine: true\n");

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("kustomization.yaml: was not written by publish", run.Error, StringComparison.Ordinal);
        Assert.Equal(["base/kustomization.yaml"], folder.Files().Keys);
    }

    [Fact]
    public void FolderThatCannotBeMade_HasAnExitCodeOfItsOwn()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        File.WriteAllText(folder.Output, "a file\n");

        Assert.Equal(PublishExitCodes.CannotWrite, PublishRun.Of(folder.Manifest, folder.Output).ExitCode);
    }

    [Fact]
    public void ManifestOfOthers_IsNotSizedLikeOurs()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Contains("memory: 256Mi", folder.Read("base/api/deployment.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Files().Keys, path => path.StartsWith("overlays/", StringComparison.Ordinal));
    }

    [Fact]
    public void SettingsFile_SizesAndOverlays()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        File.WriteAllText(folder.Path("k.json"), """{ "Kubernetes": { "Resources": { "api": { "Memory": "300Mi" } }, "Overlays": { "test": { "Namespace": "trial", "Resources": { "api": { "Memory": "400Mi" } } } } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json") });

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("memory: 300Mi", folder.Read("base/api/deployment.yaml"), StringComparison.Ordinal);
        Assert.Contains("namespace: trial\n", folder.Read("overlays/test/kustomization.yaml"), StringComparison.Ordinal);
        Assert.Contains("value: 400Mi\n", folder.Read("overlays/test/kustomization.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void SettingThatDoesNotFitTheRest_IsNamed()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        File.WriteAllText(folder.Path("k.json"), """{ "Kubernetes": { "Resources": { "api": { "Environment": { "DOTNET_GCHeapHardLimitPercent": "90" } } } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json") });

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("is 144 % of the memory limit. See the setting Kubernetes:Resources:api:Environment:DOTNET_GCHeapHardLimitPercent.", run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Theory]
    [InlineData("""{ "Kubernetes": { "Resources": { "api": { "Memmory": "300Mi" } } } }""", "Memmory")]
    [InlineData("""{ "Kubernetes": { """, "k.json")]
    public void WrongSettings_WriteNothing(string settings, string named)
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        File.WriteAllText(folder.Path("k.json"), settings);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json") });

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }
}
