using System.CommandLine;
using MicroService.Api.History;

namespace MicroService.Api.Commands;

/// <summary><c>migrate</c>: brings the history's schema up to date and ends.</summary>
internal static class MigrateCommand
{
    // What only the service reads, such as who may call it, is not required where there are no callers.
    private static readonly string[] Sections = ["History", "ConnectionStrings", "Resilience", "Chaos", "Configuration", "Secrets", "Logging"];

    public static Command Create(Func<string[], WebApplication> build)
    {
        var command = new Command("migrate", "Bring the history's schema up to date.");
        command.SetAction((_, cancellationToken) => RunAsync(build, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Func<string[], WebApplication> build, CancellationToken cancellationToken)
    {
        var app = build([]);
        await using (app.ConfigureAwait(false))
        {
            if (await ValidateConfigCommand.ReportAsync(app, Sections).ConfigureAwait(false) is var code and not ExitCode.Good)
            {
                return code;
            }

            var engine = app.Services.GetRequiredService<HistoryEngine>();
            try
            {
                var applied = await app.Services.GetRequiredService<HistoryMigrator>().MigrateAsync(cancellationToken).ConfigureAwait(false);
                foreach (var migration in applied)
                {
                    await Console.Out.WriteLineAsync($"{engine.Name} {engine.Location}: applied {migration.Version} {migration.Name}").ConfigureAwait(false);
                }

                await Console.Out.WriteLineAsync($"{engine.Name} {engine.Location}: up to date").ConfigureAwait(false);
                return ExitCode.Good;
            }
            catch (HistoryUnavailableException exception)
            {
                await Console.Error.WriteLineAsync($"{exception.Message} {exception.InnerException?.Message}").ConfigureAwait(false);
                return ExitCode.DependencyDown;
            }
        }
    }
}
