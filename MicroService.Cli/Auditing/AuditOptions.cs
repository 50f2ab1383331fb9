using MicroService.Advisor.Rules;
using MicroService.Cli.Output;

namespace MicroService.Cli.Auditing;

/// <summary>What the command line of <c>audit</c> says.</summary>
internal sealed record AuditOptions
{
    public required string[] Paths { get; init; }

    public required string[] Definitions { get; init; }

    public required string[] HelmValues { get; init; }

    public required string Format { get; init; }

    public required ReportTarget Target { get; init; }

    public required Severity FailOn { get; init; }

    public string? BaselineFile { get; init; }

    public string? RecordedFile { get; init; }

    public string? SettingsFile { get; init; }
}
