using MicroService.Advisor.Auditing;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>One thing that a rule found wrong.</summary>
/// <param name="Rule">The rule's id; see <c>/v1/rules/{id}</c>.</param>
/// <param name="Category">The rule's category; absent for a finding about the audit itself, and from audits of older versions.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Object">The object.</param>
/// <param name="Container">The container, if it is about one.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) of the offending node from the object's root.</param>
/// <param name="Source">The document's name; of an object of a cluster, its reference.</param>
/// <param name="Line">From 1; 0 for an object of a cluster.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 for an object of a cluster.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Fix">What to change; absent if a person must decide.</param>
/// <param name="Reason">Of a suppressed finding: why, if the annotation or the exception says so.</param>
/// <param name="Fingerprint">
/// What tells the finding from all others of the report, and stays when lines or files move; absent from audits of older versions.
/// </param>
/// <param name="IsNew">Compared with a baseline: whether the finding is not in it; absent if there is no baseline.</param>
/// <param name="SuppressedBy">Of a suppressed finding: where it is accepted; absent from audits of older versions.</param>
public sealed record AuditFinding(
    string Rule,
    RuleCategory? Category,
    Severity Severity,
    ObjectReference Object,
    string? Container,
    string Pointer,
    string Source,
    int Line,
    int Column,
    string Message,
    FindingFix? Fix,
    string? Reason = null,
    string? Fingerprint = null,
    bool? IsNew = null,
    SuppressionSource? SuppressedBy = null);
