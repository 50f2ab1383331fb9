using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Auditing;

internal sealed class ThrowingRule() : StubRule("throws", Severity.Danger)
{
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        throw new InvalidOperationException("on purpose");
}
