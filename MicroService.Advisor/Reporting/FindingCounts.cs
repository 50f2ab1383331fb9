namespace MicroService.Advisor.Reporting;

/// <summary>How many findings an audit has of each severity; suppressed ones count only as suppressed.</summary>
public sealed record FindingCounts(int Danger, int Warning, int Advice, int Suppressed);
