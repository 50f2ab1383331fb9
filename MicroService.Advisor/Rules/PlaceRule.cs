using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A place in an object that a rule looks at.</summary>
/// <param name="Node">The node.</param>
/// <param name="Message">What is wrong there; null if all is well.</param>
/// <param name="Fix">What to change; null if a person must decide.</param>
internal readonly record struct Place(Node Node, string? Message = null, Fix? Fix = null);

/// <summary>
/// A rule about fields that few objects have. It applies to an object that has such a place, so that it weighs nothing in the score of all
/// others.
/// </summary>
public abstract class PlaceRule : Rule
{
    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context) => candidate is not null && Places(candidate, context).Any();

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Places(candidate, context)
            .Where(place => place.Message is not null)
            .Select(place => Report(candidate, place.Node, place.Message!, place.Fix, candidate.Workload?.ContainerAround(place.Node)));
    }

    /// <summary>The places; the search ends at the first one where only the question is whether there is any.</summary>
    private protected abstract IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context);
}
