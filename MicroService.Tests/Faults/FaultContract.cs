namespace MicroService.Tests.Faults;

/// <summary>What one fault of one dependency may cost.</summary>
/// <param name="Dependency">The dependency.</param>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Calls">What clients see, by call.</param>
/// <param name="Ready">What the readiness probe answers.</param>
/// <param name="Bound">The longest that a client waits, in total timeouts of the dependency.</param>
/// <param name="Recovery">The longest until all is well again.</param>
/// <param name="RecoversUnhealed">Whether all is well again while the fault still lasts.</param>
internal sealed record FaultContract(
    string Dependency,
    FaultKind Kind,
    IReadOnlyList<CallContract> Calls,
    CallContract Ready,
    double Bound,
    RecoveryLimit Recovery,
    bool RecoversUnhealed = false)
{
    /// <summary>The fault in a test's name.</summary>
    public string Name => $"{Dependency} {Kind}";

    /// <summary>What is seen of this call.</summary>
    public CallContract For(string call) => Calls.Single(contract => contract.Call == call);
}
