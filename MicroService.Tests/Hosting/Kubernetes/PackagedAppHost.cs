using System.Security.Cryptography;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Hosting.Kubernetes;

/// <summary>
/// The tiny AppHost of <c>Services/TinyAppHost</c>, built once against the packed <c>MicroService.Hosting</c>. The package's version comes from
/// its content: what did not change is neither restored nor built again.
/// </summary>
internal static class PackagedAppHost
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RunTime = TimeSpan.FromMinutes(10);
    private static readonly string Feed = RepositoryRoot.Combine("artifacts", "hosting-feed");
    private static readonly string Project = RepositoryRoot.Combine("MicroService.Tests", "Services", "TinyAppHost", "TinyAppHost.csproj");
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>The packed file.</summary>
    public static async Task<string> PackageAsync()
    {
        await Built.Value;
        return Path.Combine(Feed, $"MicroService.Hosting.{Version()}.nupkg");
    }

    /// <summary>Runs a pipeline step of it, with a home folder of its own.</summary>
    public static async Task<ProcessResult> RunAsync(string home, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = await Built.Value;
        var variables = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["HOME"] = home };
        variables.TryAdd("NUGET_PACKAGES", Packages());
        return await ChildProcess.RunAsync("dotnet", [program, .. arguments], environment: variables, workingDirectory: home, patience: RunTime);
    }

    private static async Task<string> BuildAsync()
    {
        await DoAsync("pack", RepositoryRoot.Combine("MicroService.Hosting"), "--no-build", "--output", Feed, $"-property:PackageVersion={Version()}");
        await DoAsync("build", Project, $"-property:HostingVersion={Version()}", $"-property:HostingFeed={Feed}", "-property:RunAnalyzers=false");
        return Path.Combine(Path.GetDirectoryName(Project)!, "bin", RepositoryRoot.Configuration, "net10.0", "TinyAppHost.dll");
    }

    private static async Task DoAsync(string command, string project, params string[] arguments)
    {
        string[] all = [command, project, "--configuration", RepositoryRoot.Configuration, "-nologo", "-verbosity:quiet", .. arguments];
        var environment = new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1", ["NUGET_PACKAGES"] = Packages() };
        var result = await ChildProcess.RunAsync("dotnet", all, environment: environment, patience: BuildTime);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', all)}\n{result.Output}{result.Error}");
    }

    private static string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (string[])["MicroService.Hosting", "MicroService.Publishing", "MicroService.Advisor"])
        {
            hash.AppendData(File.ReadAllBytes(RepositoryRoot.Combine(name, "bin", RepositoryRoot.Configuration, "net10.0", $"{name}.dll")));
        }

        return $"0.0.0-h{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
    }

    // The home folder is another one, and packages would be fetched anew.
    private static string Packages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
