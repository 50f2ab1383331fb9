using System.CommandLine;
using System.Text;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Cli.Input;
using MicroService.Cli.Output;

namespace MicroService.Cli.Fixing;

/// <summary><c>fix PATH…</c>: prints what fixing would change, or changes it.</summary>
internal static class FixCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create()
    {
        var paths = InputArgument.Create();
        var write = new Option<bool>("--write") { Description = "Change the files instead of printing a unified diff. Standard input is written, fixed, to standard output." };
        var isUnsafe = new Option<bool>("--unsafe") { Description = "Apply the fixes that need a review, too: the application may have to cooperate." };
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: don't add objects that may be elsewhere." };
        var version = KubernetesVersionOption.Create();
        var command = new Command("fix", "Fix Kubernetes manifests.") { paths, write, isUnsafe, partial, version };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(paths),
            parsed.GetValue(write),
            new FixSettings
            {
                Unsafe = parsed.GetValue(isUnsafe),
                Partial = parsed.GetValue(partial),
                KubernetesVersion = parsed.GetValue(version),
                MaxWorkers = Environment.ProcessorCount,
            },
            cancellationToken));
        return command;
    }

    // Writes nothing unless every file could be read: half an application fixed is worse than none.
    private static async Task<int> RunAsync(string[] paths, bool write, FixSettings settings, CancellationToken cancellationToken)
    {
        var input = await InputSet.ReadAsync(paths, cancellationToken).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(input.Problems).ConfigureAwait(false);
        if (input.Problems.Count > 0)
        {
            return ExitCode.BadInput;
        }

        var result = new Fixer().Fix(input.Files, settings, cancellationToken);
        var problems = new List<string>();
        var output = Terminal.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            foreach (var (before, after) in result.Originals.Zip(result.Files))
            {
                if (!write)
                {
                    DiffText.Write(output, before.Name, before.Print(), after.Print(), Terminal.Palette);
                }
                else if (after.Name == InputFile.Standard.Name)
                {
                    await output.WriteAsync(after.Print()).ConfigureAwait(false);
                }
                else if (await SaveAsync(before, after).ConfigureAwait(false) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        }

        await Terminal.WriteErrorsAsync(problems).ConfigureAwait(false);
        if (problems.Count > 0)
        {
            return ExitCode.CannotWrite;
        }

        await SummariseAsync(result, write).ConfigureAwait(false);
        return ExitCode.Good;
    }

    /// <summary>Replaces the file, and returns why it could not be replaced.</summary>
    private static async Task<string?> SaveAsync(ManifestFile before, ManifestFile after)
    {
        var text = after.Print();
        if (text == before.Print())
        {
            return null;
        }

        try
        {
            var path = Path.GetFullPath(after.Name);
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

            // A crash leaves the old file or the new one, never half of one. Ctrl+C doesn't stop the replacement halfway, either.
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            await File.WriteAllTextAsync(temporary, text, Utf8, CancellationToken.None).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            }

            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{after.Name}: {exception.Message}";
        }
    }

    private static async Task SummariseAsync(FixResult result, bool write)
    {
        var remaining = result.Remaining.Findings.ToList();
        var fixable = remaining.Count(finding => finding.Fix is not null);
        await Console.Error.WriteLineAsync(
            $"{result.Applied.Count} {(result.Applied.Count == 1 ? "fix" : "fixes")} {(write ? "applied" : "to apply (--write does it)")}; "
            + $"{remaining.Count} {(remaining.Count == 1 ? "finding stays" : "findings stay")}"
            + (fixable > 0 ? $", {fixable} of them fixable with --unsafe." : ".")).ConfigureAwait(false);
    }
}
