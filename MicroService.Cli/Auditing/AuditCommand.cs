using System.CommandLine;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cli.Clusters;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;

namespace MicroService.Cli.Auditing;

/// <summary><c>audit PATH…</c>: audits files as one application.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var paths = InputArgument.Create();
        var report = new ReportOptions();
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: don't ask for objects that may be elsewhere." };
        var version = KubernetesVersionOption.Create();
        var definitions = new Option<string[]>("--crds")
        {
            Description = "Files or folders with the CustomResourceDefinitions of custom resources among the manifests. They are not audited themselves.",
            HelpName = "path",
        };
        var helmValues = HelmValuesOption.Create();
        var cluster = new ClusterOptions();
        cluster.Context.Description = "Ask the cluster of this context as well, with a dry-run apply of each object: nothing is changed.";
        cluster.Kubeconfig.Description = "The kubeconfig of the cluster to ask. Default: those that KUBECONFIG names, or ~/.kube/config.";
        var command = new Command("audit", "Audit Kubernetes manifests.") { paths, partial, version, definitions, helmValues };
        cluster.AddTo(command);
        report.AddTo(command);
        command.Validators.Add(result =>
        {
            // Values can't be asked for where one of them is a mistake.
            if (result.GetResult(report.Output)?.Tokens is [{ Value: var output }]
                && result.GetResult(paths)?.Tokens.Any(path => IsAmong(output, path.Value)) == true)
            {
                result.AddError($"{output}: the report would replace a manifest. Name another file behind --output.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new AuditOptions
            {
                Paths = parsed.GetRequiredValue(paths),
                Definitions = parsed.GetValue(definitions) ?? [],
                HelmValues = parsed.GetValue(helmValues) ?? [],
                Cluster = cluster.Read(parsed) is { IsNamed: true } target ? target : null,
                AsksForVersion = parsed.GetResult(version) is not { Implicit: false },
                Report = report.Read(parsed),
            },
            new AuditSettings { Partial = parsed.GetValue(partial), KubernetesVersion = parsed.GetValue(version), MaxWorkers = Environment.ProcessorCount },
            cancellationToken));
        return command;
    }

    // In a folder, what is no YAML may be the report of the last run.
    private static bool IsAmong(string output, string path)
    {
        if (string.IsNullOrWhiteSpace(path) || !File.Exists(output))
        {
            return false;
        }

        var (file, input) = (Path.GetFullPath(output), Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return file == input
            || (Path.GetExtension(file) is ".yaml" or ".yml" && file.StartsWith(input + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    private static async Task<int> RunAsync(AuditOptions options, AuditSettings settings, CancellationToken cancellationToken)
    {
        var (team, mistakes) = await SettingsFile.ReadAsync(options.Report.SettingsFile, options.Paths, cancellationToken).ConfigureAwait(false);
        if (team is null)
        {
            await Terminal.WriteErrorsAsync(mistakes).ConfigureAwait(false);
            return ExitCode.BadSettings;
        }

        var (baseline, faults) = await BaselineFile.ReadAsync(options.Report.BaselineFile, cancellationToken).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(faults).ConfigureAwait(false);
        // What is asked about is held, however large it is.
        var read = options.Cluster is null
            ? await InputSet.ReadToAuditAsync(options.Paths, options.HelmValues, team.Excludes, cancellationToken).ConfigureAwait(false)
            : await InputSet.ReadAsync(options.Paths, options.HelmValues, team.Excludes, cancellationToken).ConfigureAwait(false);
        using var input = read.Prepare(settings.KubernetesVersion, cancellationToken);
        await Terminal.WriteErrorsAsync(input.Notes.Concat(input.Problems)).ConfigureAwait(false);
        if (faults.Count > 0 || input.IsUnusable)
        {
            return ExitCode.BadInput;
        }

        settings = settings with { Policy = team.Policy };
        if (options.Definitions.Length > 0)
        {
            var known = await InputSet.ReadAsync(options.Definitions, [], null, cancellationToken).ConfigureAwait(false);
            await Terminal.WriteErrorsAsync(known.Problems).ConfigureAwait(false);
            if (known.Problems.Count > 0)
            {
                return ExitCode.BadInput;
            }

            settings = settings with { Definitions = known.Files };
        }

        var isWhole = true;
        if (options.Cluster is { } target)
        {
            var answer = await ClusterQuestion.AskAsync(target, input, settings, options.AsksForVersion, cancellationToken).ConfigureAwait(false);
            await Terminal.WriteErrorsAsync(answer.Notes).ConfigureAwait(false);
            if (answer.Settings is null)
            {
                return ExitCode.Unavailable;
            }

            (settings, isWhole) = (answer.Settings, answer.IsWhole);
        }

        try
        {
            var code = await AuditAsync(options with { MayRecord = isWhole }, settings, input, baseline, cancellationToken).ConfigureAwait(false);
            return isWhole || code is not (ExitCode.Good or ExitCode.Findings) ? code : ExitCode.Unavailable;
        }
        catch (IOException exception) when (input.Large is not null)
        {
            // Large inputs are read while they are audited, and their reports are kept in files.
            await Terminal.WriteErrorsAsync([exception.Message]).ConfigureAwait(false);
            return exception is PrivateFileException ? ExitCode.CannotWrite : ExitCode.BadInput;
        }
    }

    private static async Task<int> AuditAsync(
        AuditOptions options, AuditSettings settings, InputSet input, Baseline? baseline, CancellationToken cancellationToken)
    {
        using var storage = new ReportStorage(input.Large is { } large ? large.OpenStorage : null);
        var collector = new AuditCollector(storage, settings.Partial, options.Report.Detail, baseline);
        using var suites = options.Report.Suites(storage);
        await foreach (var (report, isAlone, isOnly) in input.AuditAsync(settings, cancellationToken).ConfigureAwait(false))
        {
            await Terminal.WriteErrorsAsync(report.Faults.Select(fault => $"The rule {fault.RuleId} failed on {fault.Object}: {fault.Exception.Message}")).ConfigureAwait(false);
            var known = collector.Add(report, isAlone, isOnly);
            suites?.Add(report, known);
        }

        return await EndAsync(options, collector, suites, input).ConfigureAwait(false);
    }

    private static async Task<int> EndAsync(AuditOptions options, AuditCollector collector, JUnitReport? suites, InputSet input)
    {
        var document = collector.Complete();
        var problem = await options.Report.WriteAsync(document, suites).ConfigureAwait(false);
        // What could not be read has findings, too, that a baseline would lack.
        var isComplete = input.Problems.Count == 0 && options.MayRecord;
        if (problem is null && options.Report.RecordedFile is { } recorded && isComplete)
        {
            problem = await AtomicFile.WriteAsync(recorded, Baseline.Of(document).Write()).ConfigureAwait(false);
        }

        if (problem is null && options.Report.RecordedFile is { } omitted && !isComplete)
        {
            var cause = input.Problems.Count > 0 ? "not every manifest could be read" : "the cluster did not judge every object";
            await Terminal.WriteErrorsAsync([$"{omitted}: not written, because {cause}."]).ConfigureAwait(false);
        }

        await Terminal.WriteErrorsAsync(new[] { problem }.OfType<string>()).ConfigureAwait(false);
        return problem is not null ? ExitCode.CannotWrite
            : input.Problems.Count > 0 ? ExitCode.BadInput
            : options.Report.RecordedFile is null && collector.Worst >= options.Report.FailOn ? ExitCode.Findings
            : ExitCode.Good;
    }
}
