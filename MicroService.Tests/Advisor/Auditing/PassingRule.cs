using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Auditing;

internal sealed class PassingRule(string id, Severity severity) : StubRule(id, severity)
{
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) => [];
}
