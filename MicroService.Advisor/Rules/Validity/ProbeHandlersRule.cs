using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Probes and hooks are complete and where they belong.</summary>
public sealed class ProbeHandlersRule() : ValidationRule(FaultTopic.Probe)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "probe-handlers",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Probes and lifecycle hooks run one thing, where the container can have them",
        Why = "The API server refuses a probe or hook that runs nothing or two things, one of an init container that is not a sidecar, a liveness probe that must succeed twice, and a sleep longer than the grace period.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/"),
        Checklist = "sane defaults",
    };
}
