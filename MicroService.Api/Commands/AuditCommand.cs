using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Api.Audits;
using MicroService.Api.Sarif;

namespace MicroService.Api.Commands;

/// <summary><c>audit PATH…</c>: audits files as one application.</summary>
internal static class AuditCommand
{
    private static readonly string[] Formats = ["table", "json", "sarif"];
    private static readonly string[] Severities = ["danger", "warning", "advice"];

    public static Command Create()
    {
        var paths = InputArgument.Create();
        var format = new Option<string>("--format") { Description = "How to print the report.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var failOn = new Option<string>("--fail-on") { Description = "Exit with 1 if there is a finding of this severity or a higher one.", DefaultValueFactory = _ => Severities[0] };
        failOn.AcceptOnlyFromAmong(Severities);
        var partial = new Option<bool>("--partial") { Description = "The files are only a part of an application: do not ask for what may be elsewhere." };
        var command = new Command("audit", "Audit Kubernetes manifests.") { paths, format, failOn, partial };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(paths), parsed.GetRequiredValue(format), parsed.GetRequiredValue(failOn), parsed.GetValue(partial), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string format, string failOn, bool isPartial, CancellationToken cancellationToken)
    {
        var input = await InputSet.ReadAsync(paths, cancellationToken).ConfigureAwait(false);
        await InputProblems.WriteAsync(input.Problems).ConfigureAwait(false);
        if (input.Files.Count == 0)
        {
            await InputProblems.WriteAsync(input.Problems.Count == 0 ? ["There are no manifests in there."] : []).ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        var report = new Auditor().Audit(input.Files, new AuditSettings { Partial = isPartial }, cancellationToken);
        foreach (var fault in report.Faults)
        {
            await Console.Error.WriteLineAsync($"The rule {fault.RuleId} failed over {fault.Object}: {fault.Exception.Message}").ConfigureAwait(false);
        }

        await WriteAsync(report.ToDocument(isPartial), format).ConfigureAwait(false);
        return input.Problems.Count > 0 ? ExitCode.BadInput
            : report.Findings.Any(finding => finding.Severity >= Enum.Parse<Severity>(failOn, ignoreCase: true)) ? ExitCode.Findings
            : ExitCode.Good;
    }

    private static async Task WriteAsync(AuditDocument audit, string format)
    {
        if (format == "table")
        {
            var writer = Terminal.OpenOutput();
            await using (writer.ConfigureAwait(false))
            {
                AuditText.Write(writer, audit, Terminal.Palette);
            }

            return;
        }

        var output = Console.OpenStandardOutput();
        await using (output.ConfigureAwait(false))
        {
            await output.WriteAsync(format == "sarif" ? SarifWriter.Write(audit) : AuditContent.Write(audit)).ConfigureAwait(false);
            output.WriteByte((byte)'\n');
        }
    }
}
