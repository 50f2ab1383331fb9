
namespace MicroService.Advisor.Reporting;

/// <summary>An audit as it is answered and kept.</summary>
public sealed record AuditDocument
{
    /// <summary>The version of the report's schema, of which docs/schemas has one file each; 1 only ever gains fields.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>UUID version 7; absent where nothing is kept, as on the command line.</summary>
    public Guid? Id { get; init; }

    /// <summary>When the audit was made, UTC; absent where nothing is kept.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The document's name, as the caller gave it.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the document's bytes, lower-case hexadecimal.</summary>
    public string? ContentHash { get; init; }

    /// <summary>True while the history is down and this is what it last gave; absent otherwise.</summary>
    public bool? Stale { get; init; }

    /// <summary>Whether only a part of an application was given.</summary>
    public required bool Partial { get; init; }

    /// <summary>
    /// 0 to 100: 100 × passed weight ÷ applicable weight; at most 49 if the API server would refuse an object, and 0 if nothing was
    /// audited.
    /// </summary>
    public required int Score { get; init; }

    /// <summary>A to F; F if the API server would refuse an object, and <c>-</c> if nothing was audited.</summary>
    public required string Grade { get; init; }

    /// <summary>Number of workloads among the objects.</summary>
    public required int Workloads { get; init; }

    /// <summary>Findings by severity.</summary>
    public required FindingCounts Counts { get; init; }

    /// <summary>Every object that rules applied to, namespace by namespace in the order in which these first appear.</summary>
    public required IReadOnlyList<AuditedObject> Objects { get; init; }

    /// <summary>The objects that no rule applied to, which count in no score; absent if there are none.</summary>
    public IReadOnlyList<UnauditedObject>? NotAudited { get; init; }

    /// <summary>What was found, object by object.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>What was found, but is accepted by an annotation or by the team's settings; not scored.</summary>
    public required IReadOnlyList<AuditFinding> Suppressed { get; init; }

    /// <summary>The Pod Security level that each namespace with workloads could enforce; empty in audits kept by former versions.</summary>
    public IReadOnlyList<NamespaceLevel> Namespaces { get; init; } = [];

    /// <summary>Exceptions of the team's settings that are over; absent if there are none.</summary>
    public IReadOnlyList<ExpiredExemption>? ExpiredExceptions { get; init; }

    /// <summary>Of a scan of some namespaces: which; absent for one of all, and of no cluster.</summary>
    public IReadOnlyList<string>? Scope { get; init; }

    /// <summary>
    /// Of a scan of a cluster: the kinds that were not read, whose objects are not called missing; absent if there are none.
    /// </summary>
    public IReadOnlyList<UnreadKind>? NotRead { get; init; }

    /// <summary>Of a scan that was compared: how it differs from an earlier scan, or from manifests; absent otherwise.</summary>
    public ScanComparison? Comparison { get; init; }

    /// <summary>How the findings differ from a baseline; absent if there is none.</summary>
    public BaselineComparison? Baseline { get; init; }
}
