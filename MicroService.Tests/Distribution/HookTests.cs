using System.Text.Json.Nodes;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Distribution;

/// <summary>The hooks of pre-commit.</summary>
public sealed class HookTests : IDisposable
{
    // pre-commit.com, "Creating new hooks".
    private static readonly HashSet<string> Known =
    [
        "id", "name", "entry", "language", "files", "exclude", "types", "types_or", "exclude_types", "always_run", "fail_fast", "verbose", "pass_filenames",
        "require_serial", "description", "language_version", "minimum_pre_commit_version", "args", "stages",
    ];

    private static readonly JsonNode[] Hooks =
        [.. YamlFile.Parse($"hooks:\n{YamlFile.Text(".pre-commit-hooks.yaml")}")["hooks"]!.AsArray().Select(hook => hook!)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-hook-");

    public static TheoryData<string> Ids => [.. Hooks.Select(hook => (string)hook["id"]!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Hook_HasWhatPreCommitKnows(string id)
    {
        var hook = Hook(id);

        Assert.Subset(Known, YamlFile.Keys(hook).ToHashSet());
        Assert.All(["name", "entry", "language"], key => Assert.NotEmpty((string)hook[key]!));
        Assert.Matches((string)hook["files"]!, "deploy/base/cart.yaml");
    }

    [Theory]
    [InlineData("microservice-audit", 1)]
    [InlineData("microservice-fix", 0)]
    public async Task Entry_RunsOnFiles(string id, int exitCode)
    {
        var path = Path.Combine(_folder.FullName, "cart.yaml");
        await File.WriteAllTextAsync(path, Manifests.Careless, TestContext.Current.CancellationToken);
        var entry = ((string)Hook(id)["entry"]!).Split(' ');

        var result = await ServiceProgram.Cli.RunAsync([.. entry.Skip(1), "cart.yaml"], workingDirectory: _folder.FullName);

        Assert.Equal("microservice", entry[0]);
        Assert.Equal(exitCode, result.ExitCode);
        // A hook that fixes fails by changing the file.
        Assert.Equal(id == "microservice-fix", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) != Manifests.Careless);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static JsonNode Hook(string id) => Hooks.Single(hook => (string?)hook["id"] == id);
}
