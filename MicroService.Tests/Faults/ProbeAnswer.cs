namespace MicroService.Tests.Faults;

/// <summary>What a probe was answered.</summary>
/// <param name="Probe"><c>live</c> or <c>ready</c>.</param>
/// <param name="Outcome">The status, and the service's own word where it says one: <c>200</c>, <c>200 Degraded</c>, <c>503</c>, or <c>no answer</c>.</param>
/// <param name="Started">When it was asked, from the start of the watch.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ProbeAnswer(string Probe, string Outcome, TimeSpan Started, TimeSpan Elapsed);
