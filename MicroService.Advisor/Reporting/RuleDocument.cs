using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>A rule as it is answered.</summary>
/// <param name="Id">Stable, kebab-case.</param>
/// <param name="Category">The part of the checklist.</param>
/// <param name="Severity">How much its findings matter.</param>
/// <param name="Title">What a workload should have.</param>
/// <param name="Why">What goes wrong without it.</param>
/// <param name="Reference">Where this is written.</param>
/// <param name="Checklist">The item of the checklist.</param>
/// <param name="Fix">What the fix does; absent if a person must decide.</param>
/// <param name="NeedsWholeApplication">Whether it is skipped for partial input.</param>
/// <param name="FormerIds">Ids that it had before and that still name it; absent if there are none.</param>
/// <param name="Parameters">What a team may set of it; absent if that is nothing.</param>
/// <param name="Equivalents">Checks of other tools that look for the same; absent if there are none.</param>
/// <param name="Difference">Where it decides otherwise than those on purpose, and why; absent if it does not.</param>
public sealed record RuleDocument(
    string Id,
    RuleCategory Category,
    Severity Severity,
    string Title,
    string Why,
    Uri Reference,
    string Checklist,
    string? Fix,
    bool NeedsWholeApplication,
    IReadOnlyList<string>? FormerIds = null,
    IReadOnlyList<RuleParameter>? Parameters = null,
    RuleEquivalents? Equivalents = null,
    string? Difference = null)
{
    /// <summary>The document of a rule.</summary>
    public static RuleDocument Of(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var definition = rule.Definition;
        return new RuleDocument(
            definition.Id,
            definition.Category,
            definition.Severity,
            definition.Title,
            definition.Why,
            definition.Reference,
            definition.Checklist,
            definition.FixSummary,
            definition.NeedsWholeApplication,
            definition.FormerIds.Count == 0 ? null : definition.FormerIds,
            definition.Parameters.Count == 0 ? null : definition.Parameters,
            definition.Equivalents == RuleEquivalents.None ? null : definition.Equivalents,
            definition.Difference);
    }
}
