using MicroService.Advisor.Fixes;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Fixing;

/// <summary>A fix that was applied.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Safety">Whether it was a safe one.</param>
/// <param name="Object">The object, as <c>Kind/name</c>.</param>
/// <param name="Namespace">The object's namespace.</param>
/// <param name="Container">The container, if it was about one.</param>
/// <param name="Description">What was done.</param>
public sealed record AppliedFix(string RuleId, FixSafety Safety, string Object, string Namespace, string? Container, string Description)
{
    internal static AppliedFix Of(Finding finding, Fix fix) =>
        new(finding.RuleId, fix.Safety, finding.Object.ToString(), finding.Object.Namespace, finding.Container, fix.Description);
}
