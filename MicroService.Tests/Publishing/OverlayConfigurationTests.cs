using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Publishing;

/// <summary>The Api itself looks at the settings that its pods get.</summary>
public sealed class OverlayConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-overlay-");

    [Theory]
    [InlineData("base")]
    [InlineData("overlays/dev")]
    public async Task SettingsOfOverlay_AreGood(string folder)
    {
        var result = await ValidateAsync(folder);

        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task SettingsOfProd_LackOnlyWhoMayCall()
    {
        var result = await ValidateAsync("overlays/prod");

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith("Authentication:Authority ", Assert.Single(result.Error.Split('\n'), line => line.StartsWith("  - ", StringComparison.Ordinal))[4..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsOfProdWithAnAuthority_AreGood()
    {
        var result = await ValidateAsync("overlays/prod", new Dictionary<string, string> { ["Authentication__Authority"] = "https://login.example.org", ["Authentication__Audience"] = "microservice" });

        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public void DocumentedEgressOfAnAuthority_KeepsWhatProdHas()
    {
        var egress = OwnPublication.Variant("overlays/prod").Model.Workloads.Single(workload => workload.Name == "api").Settings.Egress!;

        Assert.Contains(
            $"`Egress` becomes `[ {string.Join(", ", egress.Append("0.0.0.0/0:443").Select(target => $"\"{target}\""))} ]`",
            File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md")),
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<ProcessResult> ValidateAsync(string folder, IReadOnlyDictionary<string, string>? additions = null)
    {
        var pod = await RenderedSettings.OfAsync(folder, "api");
        var variables = new Dictionary<string, string>(pod.Variables)
        {
            ["Configuration__ConfigFolder"] = Write("config", pod.Files),
            ["Configuration__SecretsFolder"] = Write("secrets", ResolvedSecrets()),
        };
        foreach (var (name, value) in additions ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        return await ApiProgram.RunAsync(["validate-config"], environment: variables, workingDirectory: _folder.FullName);
    }

    private static Dictionary<string, string> ResolvedSecrets()
    {
        using var folder = PublishFolder.CopyOf(OwnPublication.Manifest);
        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = OwnPublication.Settings, Resolve = true });
        Assert.True(run.ExitCode == 0, run.ToString());
        return folder.Read("secrets/api.env").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(line => line[0], line => line[1]);
    }

    private string Write(string name, IReadOnlyDictionary<string, string> files)
    {
        var folder = _folder.CreateSubdirectory(name).FullName;
        foreach (var (file, content) in files)
        {
            File.WriteAllText(Path.Combine(folder, file), content);
        }

        return folder;
    }
}
