using System.CommandLine;
using System.Text;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;

namespace MicroService.Api.Commands;

/// <summary><c>fix PATH…</c>: prints what fixing would change, or changes it.</summary>
internal static class FixCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create()
    {
        var paths = InputArgument.Create();
        var write = new Option<bool>("--write") { Description = "Change the files; without it print a unified diff. Standard input goes, fixed, to standard output." };
        var isUnsafe = new Option<bool>("--unsafe") { Description = "Apply the fixes that need a look, too: they may ask the application to cooperate." };
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: do not add what may be elsewhere." };
        var command = new Command("fix", "Fix Kubernetes manifests.") { paths, write, isUnsafe, partial };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(paths),
            parsed.GetValue(write),
            new FixSettings { Unsafe = parsed.GetValue(isUnsafe), Partial = parsed.GetValue(partial) },
            cancellationToken));
        return command;
    }

    // Nothing is written unless everything could be read: half an application fixed is worse than none.
    private static async Task<int> RunAsync(string[] paths, bool write, FixSettings settings, CancellationToken cancellationToken)
    {
        var input = await InputSet.ReadAsync(paths, cancellationToken).ConfigureAwait(false);
        await InputProblems.WriteAsync(input.Problems).ConfigureAwait(false);
        if (input.Problems.Count > 0)
        {
            return ExitCode.BadInput;
        }

        var result = new Fixer().Fix(input.Files, settings, cancellationToken);
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
                else
                {
                    await SaveAsync(before, after, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }

        await SummariseAsync(result, write).ConfigureAwait(false);
        return ExitCode.Good;
    }

    private static async Task SaveAsync(ManifestFile before, ManifestFile after, CancellationToken cancellationToken)
    {
        var text = after.Print();
        if (text == before.Print())
        {
            return;
        }

        // Through a file beside it, so that a crash leaves the old one or the new one, never half of one.
        var path = Path.GetFullPath(after.Name);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        await File.WriteAllTextAsync(temporary, text, Utf8, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
        }

        File.Move(temporary, path, overwrite: true);
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
