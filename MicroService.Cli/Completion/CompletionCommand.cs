using System.CommandLine;
using MicroService.Cli.Output;

namespace MicroService.Cli.Completion;

/// <summary><c>completion SHELL</c>: prints the script that completes the tool's command line in a shell.</summary>
/// <remarks>
/// The scripts ask the tool itself, through the <c>[suggest:POSITION]</c> directive of System.CommandLine, so they know every command and
/// option without naming one. Options are suggested after a dash only; elsewhere files come first.
/// </remarks>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new Command("completion", "Print the completion script of a shell: source <(microservice completion bash)") { shell };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(shell), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string shell, CancellationToken cancellationToken)
    {
        var name = $"microservice.{shell}";
        using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing.");
        var output = new StandardOutput();
        await using (output.ConfigureAwait(false))
        {
            await script.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Good;
    }
}
