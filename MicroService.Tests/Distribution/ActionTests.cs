using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Distribution;

/// <summary>The GitHub Action: action.yml as GitHub reads it, and its steps as a runner would run them.</summary>
public sealed partial class ActionTests : IDisposable
{
    private static readonly JsonNode Action = YamlFile.Parse(YamlFile.Text("action.yml"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-action-");

    [Fact]
    public void Metadata_HasWhatGitHubAsksFor()
    {
        Assert.Subset(
            new HashSet<string> { "name", "author", "description", "inputs", "outputs", "runs", "branding" },
            YamlFile.Keys(Action).ToHashSet());
        Assert.Equal("composite", (string?)Action["runs"]!["using"]);
        Assert.NotEmpty((string)Action["name"]!);
        Assert.InRange(((string)Action["description"]!).Length, 1, 125);
        Assert.All(Action["inputs"]!.AsObject(), input =>
        {
            Assert.Subset(new HashSet<string> { "description", "default", "required", "deprecationMessage" }, YamlFile.Keys(input.Value).ToHashSet());
            Assert.NotEmpty((string)input.Value!["description"]!);
            Assert.NotNull((string?)input.Value["default"]);
        });
        Assert.All(Steps(), step => Assert.Equal("bash", (string?)step["shell"]));
    }

    [Fact]
    public void Inputs_AreAllUsedAndReachTheShellAsVariablesAlone()
    {
        var used = Steps().SelectMany(step => step["env"]!.AsObject()).SelectMany(variable => Input().Matches((string)variable.Value!)).Select(match => match.Groups["name"].Value);

        Assert.Equal(YamlFile.Keys(Action["inputs"]).Order(StringComparer.Ordinal), used.Distinct().Order(StringComparer.Ordinal));
        Assert.All(Steps(), step => Assert.DoesNotContain("${{", (string)step["run"]!, StringComparison.Ordinal));
    }

    [Fact]
    public void Install_KnowsTheRuntimesOfTheToolAndTheArchivesOfTheRelease()
    {
        var script = (string)Steps()[0]["run"]!;

        Assert.Equal(YamlFile.Runtimes().Order(StringComparer.Ordinal), Runtime().Matches(script).Select(match => match.Groups["id"].Value).Order(StringComparer.Ordinal));
        Assert.Contains("archive=\"microservice-$runtime.tar.gz\"", script, StringComparison.Ordinal);
        Assert.Contains("artifacts/packages/microservice-$RUNTIME.tar.gz", YamlFile.Text(".github", "workflows", "release.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_WritesAReportAndFailsForFindings()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await AuditAsync(("PATHS", "cart.yaml"), ("FORMAT", "sarif"), ("OUTPUT", "audit.sarif"), ("FAIL_ON", "danger"), ("BASELINE", ""), ("CONFIG", ""));

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains("\"version\":\"2.1.0\"", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "audit.sarif"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuditWithABaseline_Passes()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await ServiceProgram.Cli.RunAsync(["audit", "cart.yaml", "--write-baseline", "baseline.json"], workingDirectory: _folder.FullName);

        var result = await AuditAsync(("PATHS", "cart.yaml"), ("FORMAT", "table"), ("OUTPUT", ""), ("FAIL_ON", "advice"), ("BASELINE", "baseline.json"), ("CONFIG", ""));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static JsonNode[] Steps() => [.. Action["runs"]!["steps"]!.AsArray().Select(step => step!)];

    // As a runner does: bash -e -o pipefail, with the tool on the path.
    private async Task<ProcessResult> AuditAsync(params (string Name, string Value)[] variables)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not installed, so the step was not run.");
        await WriteAsync("bin/microservice", $"#!/bin/bash\nexec {string.Join(' ', ServiceProgram.Cli.Command.Select(word => $"'{word}'"))} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder.FullName, "bin", "microservice"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        environment["PATH"] = $"{Path.Combine(_folder.FullName, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        return await ChildProcess.RunAsync(
            "/bin/bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", (string)Steps()[1]["run"]!], "", environment, _folder.FullName);
    }

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"inputs\.(?<name>[a-z-]+)")]
    private static partial Regex Input();

    [GeneratedRegex(@"runtime=(?<id>[a-z0-9-]+)")]
    private static partial Regex Runtime();
}
