using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>
/// One item of the checklist: knows how to inspect an object and how to fix it. Rules have no state and may run side by side.
/// Derive from <see cref="WorkloadRule"/>, <see cref="ContainerRule"/> or <see cref="ObjectRule"/>.
/// </summary>
public abstract class Rule
{
    /// <summary>The rule in words.</summary>
    public abstract RuleDefinition Definition { get; }

    /// <summary>True if the rule has nothing to say of objects that run no pods, which are most: it is not asked about them.</summary>
    internal virtual bool NeedsPods => false;

    /// <summary>True if the rule has something to check on the object: it then counts in the score.</summary>
    public abstract bool AppliesTo(KubernetesObject candidate, RuleContext context);

    /// <summary>What is wrong with the object; nothing if all is well. Called only if the rule applies.</summary>
    public abstract IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context);

    /// <summary>The value of one of the rule's parameters.</summary>
    private protected long Value(RuleParameter parameter, RuleContext context) => context.Settings.Policy.ValueOf(Definition, parameter);

    /// <summary>A finding of this rule.</summary>
    /// <param name="candidate">The object.</param>
    /// <param name="node">The offending node, or the one that lacks something.</param>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="fix">What to change; null if a person must decide.</param>
    /// <param name="container">The container, if it is about one.</param>
    private protected Finding Report(KubernetesObject candidate, Node node, string message, Fix? fix = null, Container? container = null) => new()
    {
        RuleId = Definition.Id,
        Category = Definition.Category,
        Severity = Definition.Severity,
        Object = candidate,
        Container = container?.Name,
        Node = node,
        Message = message,
        Fix = fix,
    };
}
