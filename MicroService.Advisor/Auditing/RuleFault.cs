using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Auditing;

/// <summary>A rule failed over an object: a defect of ours. The audit went on without it.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Object">The object.</param>
/// <param name="Exception">What it threw, for the log.</param>
public sealed record RuleFault(string RuleId, KubernetesObject Object, Exception Exception);
