using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Auditing;

/// <summary>What came of auditing one object.</summary>
/// <param name="Object">The object.</param>
/// <param name="Score">Its score.</param>
/// <param name="PassedRules">The ids of the rules that applied and found nothing, in catalog order.</param>
/// <param name="Findings">What was found, in catalog order.</param>
public sealed record ObjectReport(KubernetesObject Object, Score Score, IReadOnlyList<string> PassedRules, IReadOnlyList<Finding> Findings);
