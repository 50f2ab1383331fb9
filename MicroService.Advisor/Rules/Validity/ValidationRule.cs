using MicroService.Advisor.Objects;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>A rule about one sort of fault that the API server finds beyond its schema. All share one look at the object.</summary>
public abstract class ValidationRule : Rule
{
    private readonly FaultTopic _topic;

    private protected ValidationRule(FaultTopic topic) => _topic = topic;

    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return ObjectValidation.Concerns(_topic, candidate) || context.Validation.Finds(_topic, candidate);
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return !context.Validation.Finds(_topic, candidate) ? [] : context.Validation.FaultsOf(candidate)
            .Where(fault => fault.Topic == _topic)
            .Select(fault => Report(candidate, fault.Node, fault.Message, fix: null, candidate.Workload?.ContainerAround(fault.Node)));
    }
}
