using System.CommandLine;
using System.Reflection;
using MicroService.AppHost.Embedded.Processes;
using MicroService.AppHost.Publishing;

namespace MicroService.AppHost.Embedded;

/// <summary>The command line of the AppHost where it is built without Aspire.</summary>
internal static class EmbeddedProgram
{
    private static readonly Option<FileInfo?> Manifest = new("--manifest") { Description = "The app model. Default: aspire-manifest.json in this folder or the nearest one above.", Recursive = true };
    private static readonly Option<DirectoryInfo?> DataDirectory = new("--data-dir") { Description = "Where databases and generated passwords stay. Default: .microservice beside the manifest." };
    private static readonly Option<bool> NoFixedPorts = new("--no-fixed-ports") { Description = "Take free ports instead of those of the manifest." };
    private static readonly Option<bool> NoBuild = new("--no-build") { Description = "Run projects as the last build left them." };
    private static readonly Option<int> StartTimeout = Seconds("--start-timeout", "How long a resource may take until it is healthy, in seconds.", 90);
    private static readonly Option<int> StopTimeout = Seconds("--stop-timeout", "How long a resource may take to stop before it is killed, in seconds.", 30);

    private static Task<int> Main(string[] args) => args switch
    {
        [ChildLaunch.Verb, .. var child] => Task.FromResult(ChildLaunch.Run(child)),
        _ => InvokeAsync(CommandLine().Parse(args)),
    };

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        // The library's own code for this is 1, which is what --diff ends with.
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }

    private static RootCommand CommandLine()
    {
        var run = new Command("run", "Run the app model on this machine (the default).")
        {
            DataDirectory, NoFixedPorts, NoBuild, StartTimeout, StopTimeout,
        };
        var root = new RootCommand("Runs the app model of aspire-manifest.json, or publishes it, with nothing but the .NET SDK.")
        {
            Manifest, DataDirectory, NoFixedPorts, NoBuild, StartTimeout, StopTimeout, run, PublishCommandLine.Create(Manifest),
        };
        root.SetAction(RunAsync);
        run.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if ((arguments.GetValue(Manifest)?.FullName ?? ManifestFile.FindUpwards()) is not { } manifest)
        {
            await Console.Error.WriteLineAsync($"There is no {ManifestFile.Name} here or in any folder above. Name one with --manifest.");
            return ExitCodes.BadInput;
        }

        var data = arguments.GetValue(DataDirectory)?.FullName ?? Path.Combine(Path.GetDirectoryName(manifest)!, ".microservice");
        return await RunCommand.RunAsync(new RunOptions(manifest, data)
        {
            FixedPorts = !arguments.GetValue(NoFixedPorts),
            Build = !arguments.GetValue(NoBuild),
            Configuration = typeof(EmbeddedProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug",
            StartTimeout = TimeSpan.FromSeconds(arguments.GetValue(StartTimeout)),
            StopTimeout = TimeSpan.FromSeconds(arguments.GetValue(StopTimeout)),
        });
    }

    private static Option<int> Seconds(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {otherwise}.", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3600)
            {
                result.AddError($"{name} must be from 1 to 3600 seconds.");
            }
        });
        return option;
    }
}
