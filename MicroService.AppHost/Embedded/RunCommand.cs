using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;
using MicroService.AppHost.Embedded.Dashboard;
using MicroService.AppHost.AppModel.Parameters;
using MicroService.AppHost.Embedded.Planning;
using MicroService.AppHost.Embedded.Runners;
using MicroService.AppHost.Embedded.Supervision;
using Spectre.Console;

namespace MicroService.AppHost.Embedded;

/// <summary>The command <c>run</c>: reads the manifest, plans, runs.</summary>
internal static class RunCommand
{
    /// <summary>Returns the exit code; see <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(RunOptions options)
    {
        var reading = AppManifestReader.ReadFile(options.ManifestPath);
        var manifest = reading.Manifest;
        IReadOnlyList<ManifestProblem> problems = [.. reading.Problems, .. ManifestCheck.Problems(manifest)];
        if (problems.Count > 0)
        {
            return Refuse(options.ManifestPath, problems);
        }

        using var folder = DataFolder.Open(options.DataDirectory);
        if (folder is null)
        {
            await Console.Error.WriteLineAsync($"Another AppHost, process {DataFolder.Holder(options.DataDirectory)}, runs on {options.DataDirectory}.\nStop it, or give this one a folder of its own with --data-dir.");
            return ExitCodes.Unavailable;
        }

        using var signals = new StopSignals(TimeProvider.System);
        using var client = new HttpClient();
        var text = new LogText();
        await using var dashboard = Dashboard(text, manifest);
        var record = new ProcessRecord(options.DataDirectory);
        foreach (var leftover in record.EndLeftovers())
        {
            dashboard.Say($"Ended {leftover}, which an earlier run had left behind.");
        }

        var parameters = ParameterStore.Open(options.DataDirectory, Environment.GetEnvironmentVariable);
        var planner = new RunPlanner([new ProjectRunner(client), new ExecutableRunner(), new GarnetRunner(), new PrometheusRunner(client)], parameters, text, options);
        var plan = planner.Plan(manifest);
        return plan.Problems.Count > 0
            ? Refuse(options.ManifestPath, plan.Problems)
            : await new EmbeddedAppHost(plan, record, dashboard, signals, TimeProvider.System).RunAsync();
    }

    private static int Refuse(string path, IReadOnlyList<ManifestProblem> problems)
    {
        foreach (var problem in AppManifestReader.Locate(problems, path))
        {
            Console.Error.WriteLine(problem.Describe(path));
        }

        return ExitCodes.BadInput;
    }

    private static IDashboard Dashboard(LogText text, AppManifest manifest)
    {
        var console = AnsiConsole.Console;
        var isTerminal = !Console.IsOutputRedirected && console.Profile.Capabilities is { Ansi: true, Interactive: true };
        return isTerminal ? new TerminalDashboard(console, text) : new PlainDashboard(Console.Out, text, manifest.Resources.Select(resource => resource.Name.Length).DefaultIfEmpty().Max());
    }
}
