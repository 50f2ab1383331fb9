namespace MicroService.Advisor.Reporting;

/// <summary>One object that rules applied to, and how it did.</summary>
/// <param name="Object">The object.</param>
/// <param name="IsWorkload">Whether it runs pods.</param>
/// <param name="Source">The document's name.</param>
/// <param name="Line">Where the object starts, from 1.</param>
/// <param name="Column">Where the object starts, from 1.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Passed">Number of rules that applied and found nothing.</param>
/// <param name="Findings">Number of findings.</param>
public sealed record AuditedObject(
    ObjectReference Object,
    bool IsWorkload,
    string Source,
    int Line,
    int Column,
    int Score,
    string Grade,
    int Passed,
    int Findings);
