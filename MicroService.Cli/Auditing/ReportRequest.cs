using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Advisor.Rules;
using MicroService.Cli.Output;

namespace MicroService.Cli.Auditing;

/// <summary>What the command line says of a report: what counts, and where it goes.</summary>
internal sealed record ReportRequest
{
    public required string Format { get; init; }

    public required ReportTarget Target { get; init; }

    public required Severity FailOn { get; init; }

    public string? BaselineFile { get; init; }

    public string? RecordedFile { get; init; }

    public string? SettingsFile { get; init; }

    /// <summary>Only one format says how an object changes.</summary>
    public FixDetail Detail => Format == "json" ? FixDetail.Patches : FixDetail.Words;

    /// <summary>What collects the suites of JUnit's format; null for the others.</summary>
    public JUnitReport? Suites(ReportStorage storage) => Format == "junit" ? new JUnitReport(storage.Open(), FailOn) : null;

    /// <summary>Writes the report.</summary>
    /// <returns>Why it could not be written; null if it was.</returns>
    public Task<string?> WriteAsync(AuditDocument document, JUnitReport? suites) => Format switch
    {
        "table" => Target.WriteTextAsync((writer, palette) => TextReport.Write(writer, document, palette)),
        "sarif" => Target.WriteAsync(output => SarifReport.Write(output, document)),
        "junit" => Target.WriteAsync(output => suites!.WriteTo(output)),
        "gitlab" => Target.WriteAsync(output => GitLabReport.Write(output, document)),
        _ => Target.WriteAsync(output => JsonReport.Write(output, document)),
    };
}
