using MicroService.ServiceDefaults.Chaos;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>What a pipeline has to know of the calls of a dependency.</summary>
/// <param name="Name">The dependency, as in <c>Resilience:&lt;name&gt;</c>, metrics and logs.</param>
/// <param name="IsFailure">Whether the exception is a failure of the dependency, rather than of the call.</param>
/// <param name="Fault">What a call throws when the dependency is down: chaos throws the same.</param>
public sealed record DependencyDefinition(
    string Name,
    Func<IServiceProvider, Exception, bool> IsFailure,
    Func<IServiceProvider, Exception> Fault)
{
    /// <summary>The options where configuration says nothing.</summary>
    public DependencyOptions Defaults { get; init; } = new();

    /// <summary>The dependency whose settings count where this one's section says nothing; null if only <see cref="Defaults"/> do.</summary>
    public string? Base { get; init; }

    /// <summary>Whether an answer is a failure of the dependency.</summary>
    public Func<object?, bool> IsFailedAnswer { get; init; } = static _ => false;

    /// <summary>How long an answer asks to wait before the next attempt, if it does.</summary>
    public Func<object?, TimeProvider, TimeSpan?> RetryAfter { get; init; } = static (_, _) => null;

    /// <summary>What chaos can inject as an answer.</summary>
    public ChaosOutcomeKind Outcome { get; init; }
}
