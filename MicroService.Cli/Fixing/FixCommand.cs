using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cli.Catalog;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;

namespace MicroService.Cli.Fixing;

/// <summary><c>fix PATH…</c>: prints what fixing would change, or changes it.</summary>
internal static class FixCommand
{
    public static Command Create()
    {
        var paths = InputArgument.Create();
        var write = new Option<bool>("--write") { Description = "Change the files instead of printing a unified diff. Standard input is written, fixed, to standard output." };
        var check = new Option<bool>("--check") { Description = "Change nothing, print the diff, and exit with 1 if there is one." };
        var isUnsafe = new Option<bool>("--unsafe") { Description = "Apply the fixes that need a review, too: the application may have to cooperate." };
        var rules = RuleOption.Create();
        var config = SettingsOption.Create();
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: don't add objects that may be elsewhere." };
        var version = KubernetesVersionOption.Create();
        var command = new Command("fix", "Fix Kubernetes manifests.") { paths, write, check, isUnsafe, rules, config, partial, version };
        command.Validators.Add(result =>
        {
            if (result.GetValue(write) && result.GetValue(check))
            {
                result.AddError("Use either --write or --check.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(paths),
            parsed.GetValue(config),
            parsed.GetValue(rules) is { Length: > 0 } chosen ? [.. RuleCatalog.All.Where(chosen.Contains)] : RuleCatalog.All,
            parsed.GetValue(write) ? FixMode.Write : parsed.GetValue(check) ? FixMode.Check : FixMode.Show,
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
    private static async Task<int> RunAsync(
        string[] paths, string? settingsFile, IReadOnlyList<Rule> rules, FixMode mode, FixSettings settings, CancellationToken cancellationToken)
    {
        var (team, mistakes) = await SettingsFile.ReadAsync(settingsFile, paths, cancellationToken).ConfigureAwait(false);
        if (team is null)
        {
            await Terminal.WriteErrorsAsync(mistakes).ConfigureAwait(false);
            return ExitCode.BadSettings;
        }

        var input = await InputSet.ReadAsync(paths, [], team.Excludes, cancellationToken).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(input.Notes.Concat(input.Problems)).ConfigureAwait(false);
        if (input.Problems.Count > 0 || input.IsUnusable)
        {
            return ExitCode.BadInput;
        }

        var (result, held) = input.Fix(rules, settings with { Policy = team.Policy }, cancellationToken);
        var files = result.Originals
            .Zip(result.Files, static (before, after) => new PrintedFile(after.Name, before.Print(), after.Print())).ToList();
        var problems = new List<string>();
        var isExact = true;
        var output = Terminal.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            foreach (var file in files)
            {
                if (mode != FixMode.Write)
                {
                    isExact &= DiffText.Write(output, file.Name, file.Before, file.After, Terminal.Palette);
                }
                else if (file.Name == InputFile.Standard.Name)
                {
                    await output.WriteAsync(Console.IsOutputRedirected ? file.After : VisibleText.OfLines(file.After)).ConfigureAwait(false);
                }
                else if (await SaveAsync(file).ConfigureAwait(false) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        }

        if (mode == FixMode.Write && problems.Count == 0 && await input.RebuildAsync(CancellationToken.None).ConfigureAwait(false) is { Count: > 0 } broken)
        {
            // A build that worked is worth more than its fixes.
            problems.AddRange([.. broken, "So the fixes were taken back; please report this defect."]);
            foreach (var file in files)
            {
                await SaveAsync(file with { Before = file.After, After = file.Before }).ConfigureAwait(false);
            }
        }

        await Terminal.WriteErrorsAsync(problems).ConfigureAwait(false);
        if (problems.Count > 0)
        {
            return ExitCode.CannotWrite;
        }

        if (!isExact)
        {
            await Terminal.WriteErrorsAsync([DiffText.NotExact]).ConfigureAwait(false);
        }

        await Terminal.WriteErrorsAsync(held.Select(fix => fix.ToString()).Concat(input.Rendered.Where(rendering => rendering.Build is null).Select(chart =>
            $"{chart.Name}: rendered by Helm, so nothing was fixed; the audit says what to change in its templates and values."))).ConfigureAwait(false);
        var charts = input.AuditCharts(rules, settings with { Policy = team.Policy }, cancellationToken);
        await SummariseAsync(result, charts, mode).ConfigureAwait(false);
        return mode == FixMode.Check && files.Exists(static file => file.IsChanged)
            ? ExitCode.Findings
            : ExitCode.Good;
    }

    /// <summary>Replaces the file if it has changed, and returns why it could not be replaced.</summary>
    private static async Task<string?> SaveAsync(PrintedFile file) =>
        file.IsChanged ? await AtomicFile.ReplaceTextAsync(file.Name, file.Before, file.After).ConfigureAwait(false) : null;

    private static async Task SummariseAsync(FixResult result, AuditReport? charts, FixMode mode)
    {
        var remaining = result.Remaining.Findings.ToList();
        var fixable = remaining.Count(finding => finding.Fix is not null);
        var left = remaining.Count + (charts?.Findings.Count() ?? 0);
        await Console.Error.WriteLineAsync(
            $"{result.Applied.Count} {(result.Applied.Count == 1 ? "fix" : "fixes")} {(mode == FixMode.Write ? "applied" : "to apply (--write does it)")}; "
            + $"{left} {(left == 1 ? "finding stays" : "findings stay")}"
            + (fixable > 0 ? $", {fixable} of them fixable with --unsafe." : ".")).ConfigureAwait(false);
    }

    private sealed record PrintedFile(string Name, string Before, string After)
    {
        public bool IsChanged => Before != After;
    }

    private enum FixMode
    {
        Show,
        Check,
        Write,
    }
}
