namespace MicroService.Tests.Faults;

/// <summary>What one trial of a fault showed.</summary>
/// <param name="Contract">What was to be seen.</param>
/// <param name="Calls">How often each outcome was seen, by call, from the fault until the recovery.</param>
/// <param name="Probes">The same of the probes.</param>
/// <param name="Slowest">The longest wait of a client in total timeouts of the dependency.</param>
/// <param name="Recovery">From the end of the fault, or from its start where it need not end, until all was well.</param>
/// <param name="Before">What the process held before the first fault.</param>
/// <param name="After">What it held after this one.</param>
/// <param name="Violations">Where the contract was broken.</param>
internal sealed record FaultOutcome(
    FaultContract Contract,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Calls,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Probes,
    double Slowest,
    TimeSpan Recovery,
    ProcessFootprint Before,
    ProcessFootprint After,
    IReadOnlyList<string> Violations);
