namespace MicroService.Api.WarmUp;

/// <summary>What a warm-up did.</summary>
/// <param name="Outcome">How far it got.</param>
/// <param name="Steps">Each wait and call with what came of it and how long it took, for people.</param>
/// <param name="Elapsed">How long all of it took.</param>
internal sealed record WarmUpReport(WarmUpOutcome Outcome, IReadOnlyList<string> Steps, TimeSpan Elapsed);
