using System.Collections;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

/// <summary>The Api's image, made from its native program, which is published anew where it is older than what it is made of.</summary>
internal sealed class ApiImage
{
    public const string Name = "localhost/api:1.0.0";

    private static readonly string Runtime = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    private static readonly string[] Projects = ["MicroService.Api", "MicroService.Advisor", "MicroService.Cluster", "MicroService.ServiceDefaults"];

    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(20);

    private readonly Podman _podman;

    private ApiImage(Podman podman) => _podman = podman;

    public static async Task<ApiImage> BuildAsync(Podman podman)
    {
        var image = new ApiImage(podman);
        await using var turn = await TakeTurnAsync();
        var program = RepositoryRoot.Combine("artifacts", "native", "MicroService.Api");
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < SourcesWrittenAt())
        {
            await RunAsync("dotnet", "publish", RepositoryRoot.Combine("MicroService.Api"), "--configuration", "Release", "--runtime", Runtime, "--output", Path.GetDirectoryName(program)!, "--verbosity", "quiet");
        }

        var archive = RepositoryRoot.Combine("artifacts", "container", "api.tar");
        await RunAsync(RepositoryRoot.Combine("container", "build"), "--program", program, "--image", Name, "--output", archive);
        await podman.OutputAsync("load", "--input", archive);
        return image;
    }

    /// <summary>Waits until no other run of the tests makes or reads the program and the archive.</summary>
    public static async Task<IAsyncDisposable> TakeTurnAsync()
    {
        var file = RepositoryRoot.Combine("artifacts", "container", ".turn");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var patience = new CancellationTokenSource(BuildPatience);
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>How the image says that it is to be run.</summary>
    public async Task<JsonNode> ConfigurationAsync() => JsonNode.Parse(await _podman.OutputAsync("image", "inspect", Name))![0]!["Config"]!;

    private static DateTime SourcesWrittenAt() => Projects
        .SelectMany(project => new DirectoryInfo(RepositoryRoot.Combine(project)).EnumerateFiles("*", SearchOption.AllDirectories))
        .Concat(new DirectoryInfo(RepositoryRoot.Path).EnumerateFiles("Directory.*"))
        .Where(file => file.Extension is ".cs" or ".csproj" or ".props" or ".sql")
        .Where(file => !file.FullName.Contains("/obj/", StringComparison.Ordinal) && !file.FullName.Contains("/bin/", StringComparison.Ordinal))
        .Max(file => file.LastWriteTimeUtc);

    // A build may need anything of the environment: where packages are, certificates, proxies.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        var result = await ChildProcess.RunAsync(program, arguments, environment: environment, workingDirectory: RepositoryRoot.Path, patience: BuildPatience);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}.\n{result.Output}{result.Error}");
    }
}
