using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Auditing;

/// <summary>A rule that always has one more thing to say, up to a number that nobody should ask for.</summary>
internal sealed class EndlessRule() : StubRule("endless", Severity.Advice)
{
    /// <summary>How many findings it was asked for.</summary>
    public int Made { get; private set; }

    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        while (++Made < 100_000)
        {
            yield return new Finding { RuleId = Definition.Id, Severity = Definition.Severity, Object = candidate, Node = candidate.Root, Message = "Found." };
        }
    }
}
