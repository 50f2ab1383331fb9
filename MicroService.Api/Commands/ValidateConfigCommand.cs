using System.CommandLine;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Commands;

/// <summary><c>validate-config</c>: reads the configuration as the service would, says what is wrong with it, and starts nothing.</summary>
internal static class ValidateConfigCommand
{
    public static Command Create(Func<string[], WebApplication> build)
    {
        var command = new Command("validate-config", "Check the configuration without starting anything.");
        command.SetAction((_, _) => RunAsync(build));
        return command;
    }

    /// <summary>Prints every problem, and what nothing reads, to standard error; returns the exit code, on which problems alone count.</summary>
    /// <param name="app">The service.</param>
    /// <param name="sections">The sections to check; all of them if there is none.</param>
    public static async Task<int> ReportAsync(WebApplication app, params string[] sections)
    {
        foreach (var setting in app.UnknownSettings())
        {
            await Console.Error.WriteLineAsync($"Warning: {setting}").ConfigureAwait(false);
        }

        var problems = app.ValidateConfiguration(sections);
        if (problems.Count == 0)
        {
            return ExitCode.Good;
        }

        await Console.Error.WriteLineAsync(problems.ToString()).ConfigureAwait(false);
        return ExitCode.BadConfiguration;
    }

    private static async Task<int> RunAsync(Func<string[], WebApplication> build)
    {
        var app = build([]);
        await using (app.ConfigureAwait(false))
        {
            var code = await ReportAsync(app).ConfigureAwait(false);
            if (code == ExitCode.Good)
            {
                await Console.Out.WriteLineAsync("The configuration is good.").ConfigureAwait(false);
            }

            return code;
        }
    }
}
