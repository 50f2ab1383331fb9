using System.CommandLine;
using System.CommandLine.Help;
using MicroService.Cli.Output;

namespace MicroService.Cli;

/// <summary>The tool's commands under one root.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments name, or shows the help, and returns the <see cref="ExitCode"/>.</summary>
    public static async Task<int> InvokeAsync(string[] args, params IEnumerable<Command> commands)
    {
        var root = new RootCommand("Audits Kubernetes manifests and clusters against a checklist for production, fixes manifests, and publishes Aspire app models to Kubernetes.");
        foreach (var command in commands)
        {
            root.Add(command);
        }

        // As from a variable of the shell that is not set.
        if (args.Any(static argument => argument.Length == 0))
        {
            await Console.Error.WriteLineAsync("An argument is empty. Is a variable not set?").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        root.SetAction(static parsed => new HelpAction().Invoke(parsed));
        // What begins with @ belongs to its option, such as --header @FILE, whose contents no message may repeat.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            // The library's own handler returns 1 for an exception, which means findings here.
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (StandardOutputException exception)
        {
            await Terminal.WriteErrorsAsync([exception.Message]).ConfigureAwait(false);
            return ExitCode.CannotWrite;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"Unexpected failure, please report it: {exception}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }
}
