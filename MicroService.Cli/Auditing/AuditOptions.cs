namespace MicroService.Cli.Auditing;

/// <summary>What the command line of <c>audit</c> says.</summary>
internal sealed record AuditOptions
{
    public required string[] Paths { get; init; }

    public required string[] Definitions { get; init; }

    public required string[] HelmValues { get; init; }

    public required ReportRequest Report { get; init; }
}
