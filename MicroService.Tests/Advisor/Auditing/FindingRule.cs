using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Auditing;

internal sealed class FindingRule(string id, Severity severity, bool needsWhole = false, params string[] formerIds) : StubRule(id, severity, needsWhole, formerIds)
{
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        [new Finding { RuleId = Definition.Id, Severity = Definition.Severity, Object = candidate, Node = candidate.Root, Message = "Found." }];
}
