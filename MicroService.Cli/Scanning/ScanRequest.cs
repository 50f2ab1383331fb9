using MicroService.Advisor.Rules;
using MicroService.Cli.Output;
using MicroService.Cluster.Scanning;

namespace MicroService.Cli.Scanning;

/// <summary>What the command line of <c>scan</c> says.</summary>
internal sealed record ScanRequest
{
    public string? Kubeconfig { get; init; }

    public string? Context { get; init; }

    public required bool AllNamespaces { get; init; }

    public required ScanOptions Options { get; init; }

    public required string Format { get; init; }

    public required ReportTarget Target { get; init; }

    public required Severity FailOn { get; init; }

    public string? BaselineFile { get; init; }

    public string? RecordedFile { get; init; }

    public string? SettingsFile { get; init; }
}
