using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Cli.Input;
using MicroService.Cli.Output;

namespace MicroService.Cli.Auditing;

/// <summary><c>audit PATH…</c>: audits files as one application.</summary>
internal static class AuditCommand
{
    private static readonly string[] Formats = ["table", "json", "sarif", "junit"];
    private static readonly string[] Severities = ["danger", "warning", "advice"];

    public static Command Create()
    {
        var paths = InputArgument.Create();
        var format = new Option<string>("--format") { Description = "How to print the report.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var failOn = new Option<string>("--fail-on") { Description = "Exit with 1 if a finding has this severity or a higher one.", DefaultValueFactory = _ => Severities[0] };
        failOn.AcceptOnlyFromAmong(Severities);
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: don't ask for objects that may be elsewhere." };
        var version = KubernetesVersionOption.Create();
        var definitions = new Option<string[]>("--crds")
        {
            Description = "Files or folders with the CustomResourceDefinitions of custom resources among the manifests. They are not audited themselves.",
            HelpName = "path",
        };
        var command = new Command("audit", "Audit Kubernetes manifests.") { paths, format, failOn, partial, version, definitions };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(paths),
            parsed.GetValue(definitions) ?? [],
            parsed.GetRequiredValue(format),
            Enum.Parse<Severity>(parsed.GetRequiredValue(failOn), ignoreCase: true),
            new AuditSettings { Partial = parsed.GetValue(partial), KubernetesVersion = parsed.GetValue(version), MaxWorkers = Environment.ProcessorCount },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string[] definitions, string format, Severity failOn, AuditSettings settings, CancellationToken cancellationToken)
    {
        var input = await InputSet.ReadAsync(paths, cancellationToken).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(input.Problems).ConfigureAwait(false);
        if (input.Files.Count == 0)
        {
            return ExitCode.BadInput;
        }

        if (definitions.Length > 0)
        {
            var known = await InputSet.ReadAsync(definitions, cancellationToken).ConfigureAwait(false);
            await Terminal.WriteErrorsAsync(known.Problems).ConfigureAwait(false);
            if (known.Problems.Count > 0)
            {
                return ExitCode.BadInput;
            }

            settings = settings with { Definitions = known.Files };
        }

        var report = new Auditor().Audit(input.Files, settings, cancellationToken);
        await Terminal.WriteErrorsAsync(report.Faults.Select(fault => $"The rule {fault.RuleId} failed on {fault.Object}: {fault.Exception.Message}")).ConfigureAwait(false);
        await WriteAsync(report, format, failOn, settings.Partial).ConfigureAwait(false);
        return input.Problems.Count > 0 ? ExitCode.BadInput
            : report.Findings.Any(finding => finding.Severity >= failOn) ? ExitCode.Findings
            : ExitCode.Good;
    }

    private static async Task WriteAsync(AuditReport report, string format, Severity failOn, bool isPartial)
    {
        switch (format)
        {
            case "table":
                var writer = Terminal.OpenOutput();
                await using (writer.ConfigureAwait(false))
                {
                    TextReport.Write(writer, report.ToDocument(isPartial), Terminal.Palette);
                }

                break;
            case "sarif":
                await Terminal.WriteAsync(SarifReport.Write(report.ToDocument(isPartial))).ConfigureAwait(false);
                break;
            case "junit":
                await Terminal.WriteAsync(JUnitReport.Write(report, failOn)).ConfigureAwait(false);
                break;
            default:
                await Terminal.WriteAsync(output => JsonReport.Write(output, report.ToDocument(isPartial, isBounded: false))).ConfigureAwait(false);
                break;
        }
    }
}
