using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Advisor.Rules;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;

namespace MicroService.Cli.Auditing;

/// <summary><c>audit PATH…</c>: audits files as one application.</summary>
internal static class AuditCommand
{
    private static readonly string[] Formats = ["table", "json", "sarif", "junit", "gitlab"];
    private static readonly string[] Severities = ["danger", "warning", "advice"];

    public static Command Create()
    {
        var paths = InputArgument.Create();
        var format = new Option<string>("--format") { Description = "How to print the report.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var output = ReportTarget.CreateOption();
        var failOn = new Option<string>("--fail-on") { Description = "Exit with 1 if a finding has this severity or a higher one.", DefaultValueFactory = _ => Severities[0] };
        failOn.AcceptOnlyFromAmong(Severities);
        var baseline = new Option<string?>("--baseline")
        {
            Description = "A recorded baseline, or a report as JSON: only findings that are not in it count.",
            HelpName = "file",
        }.AcceptOnlyFiles();
        var record = new Option<string?>("--write-baseline")
        {
            Description = "Record the findings as a baseline, and accept them: exit with 0.",
            HelpName = "file",
        }.AcceptOnlyFiles();
        var config = SettingsOption.Create();
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: don't ask for objects that may be elsewhere." };
        var version = KubernetesVersionOption.Create();
        var definitions = new Option<string[]>("--crds")
        {
            Description = "Files or folders with the CustomResourceDefinitions of custom resources among the manifests. They are not audited themselves.",
            HelpName = "path",
        };
        var helmValues = HelmValuesOption.Create();
        var command = new Command("audit", "Audit Kubernetes manifests.") { paths, format, output, failOn, baseline, record, config, partial, version, definitions, helmValues };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new AuditOptions
            {
                Paths = parsed.GetRequiredValue(paths),
                Definitions = parsed.GetValue(definitions) ?? [],
                HelmValues = parsed.GetValue(helmValues) ?? [],
                Format = parsed.GetRequiredValue(format),
                Target = new ReportTarget(parsed.GetValue(output)),
                FailOn = Enum.Parse<Severity>(parsed.GetRequiredValue(failOn), ignoreCase: true),
                BaselineFile = parsed.GetValue(baseline),
                RecordedFile = parsed.GetValue(record),
                SettingsFile = parsed.GetValue(config),
            },
            new AuditSettings { Partial = parsed.GetValue(partial), KubernetesVersion = parsed.GetValue(version), MaxWorkers = Environment.ProcessorCount },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(AuditOptions options, AuditSettings settings, CancellationToken cancellationToken)
    {
        var (team, mistakes) = await SettingsFile.ReadAsync(options.SettingsFile, options.Paths, cancellationToken).ConfigureAwait(false);
        if (team is null)
        {
            await Terminal.WriteErrorsAsync(mistakes).ConfigureAwait(false);
            return ExitCode.BadSettings;
        }

        var (baseline, faults) = await BaselineFile.ReadAsync(options.BaselineFile, cancellationToken).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(faults).ConfigureAwait(false);
        var input = await InputSet.ReadAsync(options.Paths, options.HelmValues, team.Excludes, cancellationToken).ConfigureAwait(false);
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

        var report = input.Audit(settings, cancellationToken);
        await Terminal.WriteErrorsAsync(report.Faults.Select(fault => $"The rule {fault.RuleId} failed on {fault.Object}: {fault.Exception.Message}")).ConfigureAwait(false);
        var document = report.ToDocument(settings.Partial, isBounded: false);
        document = baseline?.Compare(document) ?? document;
        return await EndAsync(options, report, document, input).ConfigureAwait(false);
    }

    private static async Task<int> EndAsync(AuditOptions options, AuditReport report, AuditDocument document, InputSet input)
    {
        var problem = await WriteAsync(options, report, document).ConfigureAwait(false);
        // What could not be read has findings, too, that a baseline would lack.
        if (problem is null && options.RecordedFile is { } recorded && input.Problems.Count == 0)
        {
            problem = await AtomicFile.WriteAsync(recorded, Baseline.Of(document).Write()).ConfigureAwait(false);
        }

        if (problem is null && options.RecordedFile is { } omitted && input.Problems.Count > 0)
        {
            await Terminal.WriteErrorsAsync([$"{omitted}: not written, because not every manifest could be read."]).ConfigureAwait(false);
        }

        await Terminal.WriteErrorsAsync(new[] { problem }.OfType<string>()).ConfigureAwait(false);
        return problem is not null ? ExitCode.CannotWrite
            : input.Problems.Count > 0 ? ExitCode.BadInput
            : options.RecordedFile is null && document.Findings.Any(finding => finding.IsNew != false && finding.Severity >= options.FailOn) ? ExitCode.Findings
            : ExitCode.Good;
    }

    private static Task<string?> WriteAsync(AuditOptions options, AuditReport report, AuditDocument document) => options.Format switch
    {
        "table" => options.Target.WriteTextAsync((writer, palette) => TextReport.Write(writer, document, palette)),
        "sarif" => options.Target.WriteAsync(output => output.Write(SarifReport.Write(document).Span)),
        "junit" => options.Target.WriteAsync(output => output.Write(JUnitReport.Write(report, options.FailOn, Known(report, document)).Span)),
        "gitlab" => options.Target.WriteAsync(output => output.Write(GitLabReport.Write(document).Span)),
        _ => options.Target.WriteAsync(output => JsonReport.Write(output, document)),
    };

    // The document has the findings of the report, in their order.
    private static IEnumerable<Finding> Known(AuditReport report, AuditDocument document) =>
        report.Findings.Zip(document.Findings).Where(pair => pair.Second.IsNew == false).Select(pair => pair.First);
}
