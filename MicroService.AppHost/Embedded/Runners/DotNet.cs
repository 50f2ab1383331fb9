using System.Text;
using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Calls the .NET SDK.</summary>
internal static class DotNet
{
    /// <summary>The <c>dotnet</c> that runs this program, or the one on the PATH.</summary>
    public static string Host { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";

    /// <summary>Builds a project (unless the options say not to) and says which file to run; no file means that the build failed.</summary>
    public static async Task<(string? Target, string Output)> BuildAsync(string project, ResourceScope scope, CancellationToken cancellationToken)
    {
        // No build servers: they would outlive the run. The target is named, since asking for a property alone builds nothing.
        string[] verb = scope.Options.Build ? ["build", project, "-t:Build", "-nodeReuse:false", "-p:UseSharedCompilation=false"] : ["msbuild", project];
        var answer = Path.Combine(scope.Directory, "target.txt");
        File.Delete(answer);
        string[] arguments = [.. verb, $"-p:Configuration={scope.Options.Configuration}", "-nologo", "-v:quiet", "-getProperty:TargetPath", $"-getResultOutputFile:{answer}"];
        var (exitCode, output) = await RunAsync(arguments, scope.BaseDirectory, cancellationToken);
        return exitCode == 0 && File.Exists(answer) ? ((await File.ReadAllTextAsync(answer, cancellationToken)).Trim(), output) : (null, output);
    }

    /// <summary>Runs <c>dotnet</c> to its end; when cancelled, ends it.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> arguments, string directory, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        var environment = new Dictionary<string, string?>
        {
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };
        using var launcher = new LaunchThread();
        using var process = await ChildProcess.StartAsync(launcher, new ProcessCommand(Host, arguments, directory, environment), Collect);
        await using var cancellation = cancellationToken.Register(process.KillTree);
        var exitCode = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        return (exitCode, output.ToString().Trim());

        void Collect(string line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
