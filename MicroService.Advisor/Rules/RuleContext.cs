using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>What a rule may look at besides the object at hand.</summary>
/// <param name="Graph">All objects.</param>
/// <param name="Settings">What the audit may assume.</param>
public sealed record RuleContext(ObjectGraph Graph, AuditSettings Settings);
