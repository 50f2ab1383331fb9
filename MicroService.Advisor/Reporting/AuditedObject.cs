using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Advisor.Reporting;

/// <summary>One object that rules applied to, and how it did.</summary>
/// <param name="Object">The object.</param>
/// <param name="IsWorkload">Whether it runs pods.</param>
/// <param name="Source">The document's name; of an object of a cluster, its reference.</param>
/// <param name="Line">Where the object starts, from 1; 0 for an object of a cluster.</param>
/// <param name="Column">Where the object starts, from 1; 0 for an object of a cluster.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Passed">Number of rules that applied and found nothing.</param>
/// <param name="Findings">Number of findings.</param>
/// <param name="PodSecurityLevel">Of a workload: the strictest level of the Pod Security Standards that its pods meet.</param>
/// <param name="PodSecurityViolations">Of a workload: what keeps its pods from the next level; empty if they meet the strictest.</param>
public sealed record AuditedObject(
    ObjectReference Object,
    bool IsWorkload,
    string Source,
    int Line,
    int Column,
    int Score,
    string Grade,
    int Passed,
    int Findings,
    PodSecurityLevel? PodSecurityLevel = null,
    IReadOnlyList<LevelViolation>? PodSecurityViolations = null);

/// <summary>What keeps a workload's pods from the next level of the Pod Security Standards.</summary>
/// <param name="Control">The rule that decides the control; see <c>/v1/rules/{id}</c>.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) of the offending node, or of the one that lacks something, from the object's root.</param>
/// <param name="Container">The container, if it is about one.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
public sealed record LevelViolation(string Control, string Pointer, string? Container, string Message);
