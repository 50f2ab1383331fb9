using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Simmy;
using Polly.Simmy.Fault;
using Polly.Simmy.Latency;
using Polly.Simmy.Outcomes;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>
/// Makes things go wrong in calls of a dependency. Polly's strategies are on unless told otherwise: here each asks the switch
/// at every attempt, so that a change of configuration counts at once, and the breaker keeps what it knows.
/// </summary>
internal sealed class ChaosSource(IOptionsMonitor<ChaosOptions> options, ChaosRandom random, ChaosMetrics metrics, ILogger<ChaosSource> logger)
{
    private const string Fault = "fault";
    private const string Latency = "latency";
    private const string Outcome = "outcome";

    /// <summary>Adds fault and latency, which any dependency can have, and counts these, and made-up answers if it has them, from zero on.</summary>
    public void AddTo(ResiliencePipelineBuilder pipeline, string dependency, ChaosOutcomeKind outcome, Func<DependencyChaos> settings, Func<Exception> fault)
    {
        metrics.Follow(dependency, Fault);
        metrics.Follow(dependency, Latency);
        if (outcome != ChaosOutcomeKind.None)
        {
            metrics.Follow(dependency, Outcome);
        }

        pipeline
            .AddChaosFault(new ChaosFaultStrategyOptions
            {
                Name = "chaos-fault",
                Randomizer = random.Next,
                EnabledGenerator = IsEnabledAsync,
                InjectionRateGenerator = _ => ValueTask.FromResult(settings().FaultRate),
                FaultGenerator = _ => ValueTask.FromResult<Exception?>(fault()),
                OnFaultInjected = _ => ReportAsync(dependency, Fault),
            })
            .AddChaosLatency(new ChaosLatencyStrategyOptions
            {
                Name = "chaos-latency",
                Randomizer = random.Next,
                EnabledGenerator = IsEnabledAsync,
                InjectionRateGenerator = _ => ValueTask.FromResult(settings().LatencyRate),
                LatencyGenerator = _ => ValueTask.FromResult(settings().Latency),
                OnLatencyInjected = _ => ReportAsync(dependency, Latency),
            });
    }

    /// <summary>Makes up answers of one type, innermost of all.</summary>
    public ResiliencePipeline<TResult> MakeUp<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(string dependency, Func<DependencyChaos> settings, Func<DependencyChaos, TResult> answer) =>
        new ResiliencePipelineBuilder<TResult> { Name = dependency }
            .AddChaosOutcome(new ChaosOutcomeStrategyOptions<TResult>
            {
                Name = "chaos-outcome",
                Randomizer = random.Next,
                EnabledGenerator = IsEnabledAsync,
                InjectionRateGenerator = _ => ValueTask.FromResult(settings().OutcomeRate),
                OutcomeGenerator = _ => ValueTask.FromResult<Outcome<TResult>?>(Polly.Outcome.FromResult(answer(settings()))),
                OnOutcomeInjected = _ => ReportAsync(dependency, Outcome),
            })
            .Build();

    private ValueTask<bool> IsEnabledAsync(EnabledGeneratorArguments arguments) => ValueTask.FromResult(options.CurrentValue.Enabled);

    private ValueTask ReportAsync(string dependency, string kind)
    {
        metrics.Injected(dependency, kind);
        logger.ChaosInjected(kind, dependency);
        return ValueTask.CompletedTask;
    }
}
