using System.CommandLine;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.Api.Commands;

/// <summary>The commands of the service's binary besides serving.</summary>
public static class CommandLine
{
    /// <summary>
    /// Whether the arguments name a command. Without one, and with <c>serve</c>, the service runs; then arguments are
    /// configuration, such as <c>--Management:Port=9000</c>.
    /// </summary>
    public static bool Handles(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args.Count > 0 && args[0] is not "serve"
            && (!args[0].StartsWith("--", StringComparison.Ordinal) || args[0] is "--help" or "--version");
    }

    /// <summary>Runs the command and answers its <see cref="ExitCode"/>.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="build">Builds the service without starting it, for the commands that need its configuration.</param>
    public static async Task<int> InvokeAsync(string[] args, Func<string[], WebApplication> build)
    {
        var root = new RootCommand("The workload advisor as a service: without a command it serves HTTP. The tool microservice audits and fixes files.")
        {
            ValidateConfigCommand.Create(build),
            MigrateCommand.Create(build),
            WarmUpCommand.Create(build),
            new Command("serve", "Serve HTTP; the same as no command at all."),
        };
        var parsed = root.Parse(args);
        try
        {
            // The library's own handler returns 1 for every exception.
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (ConfigurationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCode.BadConfiguration;
        }
        catch (Exception exception) when (ConfigurationFailure.Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync($"The configuration cannot be read: {reason}").ConfigureAwait(false);
            return ExitCode.BadConfiguration;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync(SecretRedaction.Redact(exception.ToString())).ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }
}
