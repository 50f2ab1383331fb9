namespace MicroService.AppHost.Observability;

/// <summary>What rules are generated for.</summary>
/// <param name="Job">The <c>job</c> label that the scraper gives the service.</param>
/// <param name="Runbook">The document with an entry, a heading, for each alert.</param>
/// <param name="Level">What callers are promised.</param>
/// <param name="Scale">Of all durations.</param>
internal sealed record RuleSettings(string Job, Uri Runbook, ServiceLevel Level, TimeScale Scale)
{
    public static RuleSettings Default { get; } =
        new("microservice", new Uri("https://advisor.microservice.dev/docs/operations.md"), ServiceLevel.Default, new TimeScale());
}
