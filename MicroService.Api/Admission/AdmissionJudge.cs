using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Admission;

/// <summary>Audits the object of a request, alone: rules that look for other objects are silent.</summary>
internal sealed class AdmissionJudge(TimeProvider time)
{
    // More than fits into an answer, and so many that no object has them by accident.
    private const int MostFindings = 10_000;
    private const string NumberOfPods = "replicas";

    /// <summary>Of an object that was allowed unseen.</summary>
    public const string NotAudited = "The advisor did not audit this object";

    private const string AuditedInPart = "The advisor audited only a part of this object";
    private const string NotCompared = "The advisor can't tell which findings this update brings, so it allowed them";
    private const string AllAreNew = "The advisor counts all findings as new";

    // What the API server decoded it validates itself, and better: another version of it knows other fields. The worst first, as findings beyond
    // the limit are not looked for.
    private readonly Auditor _auditor = new(
        [.. from rule in RuleCatalog.All where rule.Definition.Category != RuleCategory.Validity orderby rule.Definition.Severity descending select rule]);
    private readonly ManifestReader _reader = new();
    private readonly AuditSettings _settings = new() { Partial = true, Time = time, MaxFindings = MostFindings };

    /// <summary>What was found, the worst first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="onlyNewFrom">
    /// The severity of findings that an update is told of only if it brings them; null to tell it of all. Ephemeral containers are told of what they
    /// bring alone.
    /// </param>
    /// <param name="cancellationToken">Ends the audit.</param>
    public AdmissionFindings Judge(AdmissionRequest request, Severity? onlyNewFrom, CancellationToken cancellationToken)
    {
        if (!AdmissionScope.Has(request))
        {
            return AdmissionFindings.Skipped;
        }

        var reading = Read(request, request.Object);
        if (reading.File is not { } file)
        {
            return new AdmissionFindings([], new AdmissionFault(NotAudited, $"The object can't be read: {ProblemOf(reading)}"));
        }

        if (AdmissionScope.Skips(request, file.Documents[0].Root!))
        {
            return AdmissionFindings.Skipped;
        }

        var report = _auditor.Audit([file], _settings, cancellationToken);
        var found = report.Findings.Where(finding => finding.RuleId != Auditor.RuleFaultId);
        IReadOnlyList<Finding> findings = [.. found.OrderByDescending(finding => finding.Severity)];
        var tooMany = report.IsCut ? new AdmissionFault(AuditedInPart, $"It has more than {MostFindings} findings") : null;
        if (tooMany is not null && !findings.Any(finding => finding.Severity >= (onlyNewFrom ?? Severity.Danger)))
        {
            return new AdmissionFindings(findings, tooMany);
        }

        var fault = report.Faults is [var failed, ..]
            ? new AdmissionFault(AuditedInPart, $"The rule {failed.RuleId} failed: {failed.Exception.Message}")
            : null;
        var isPart = AdmissionScope.IsEphemeral(request);
        if (isPart || (onlyNewFrom is { } severity && request.Operation == "UPDATE" && findings.Any(finding => finding.Severity >= severity)))
        {
            var brought = New(request, findings, onlyNewFrom, cancellationToken);
            return brought with { Fault = brought.Fault ?? fault ?? (brought.Findings.Any(finding => finding.Severity >= onlyNewFrom) ? null : tooMany) };
        }

        return new AdmissionFindings(findings, fault);
    }

    // Whoever scales, labels or finishes off what is there already must be able to.
    private AdmissionFindings New(AdmissionRequest request, IReadOnlyList<Finding> findings, Severity? from, CancellationToken cancellationToken)
    {
        var reading = Read(request, request.OldObject);
        if (reading.File is not { } file)
        {
            // What can't be read hides nothing. An update of a pod as it is may be what lets it start, or end, and changes next to nothing else.
            var why = $"The object that it replaces can't be read: {ProblemOf(reading)}";
            return request.Resource.Name == "pods" && !AdmissionScope.IsEphemeral(request)
                ? new AdmissionFindings([], new AdmissionFault(NotCompared, why))
                : new AdmissionFindings(findings, new AdmissionFault(AllAreNew, why));
        }

        if (AdmissionScope.Skips(request, file.Documents[0].Root!))
        {
            return AdmissionFindings.Skipped;
        }

        var report = _auditor.Audit([file], _settings, cancellationToken);
        var before = new Fingerprints();
        var known = report.Findings.Select(before.Of).ToHashSet(StringComparer.Ordinal);
        var after = new Fingerprints();
        IReadOnlyList<Finding> found = [.. findings.Where(finding => !known.Contains(after.Of(finding)) && finding.RuleId != NumberOfPods)];
        if (!report.IsCut)
        {
            return new AdmissionFindings(found, null);
        }

        // Rules are asked the worst first: what is worse than the last that was found is known to the last.
        var last = report.Findings.Select(static finding => finding.Severity).DefaultIfEmpty(Severity.Danger).Min();
        return new AdmissionFindings(
            [.. found.Where(finding => finding.Severity > last)],
            found.Any(finding => finding.Severity <= last && finding.Severity >= (from ?? Severity.Advice))
                ? new AdmissionFault(NotCompared, $"The object that it replaces has more than {MostFindings} findings")
                : null);
    }

    private static string ProblemOf(ManifestReading reading) => reading.Problems is [var problem, ..] ? problem.Message : "it is empty.";

    private ManifestReading Read(AdmissionRequest request, ReadOnlyMemory<byte> json) =>
        _reader.ReadObject(json, request.Kind.ApiVersion, request.Kind.Name);
}

/// <summary>What was found in an object.</summary>
/// <param name="Findings">The findings, the worst first.</param>
/// <param name="Fault">What went wrong with the audit; null if nothing did.</param>
internal sealed record AdmissionFindings(IReadOnlyList<Finding> Findings, AdmissionFault? Fault)
{
    /// <summary>Of an object that is not audited.</summary>
    public static readonly AdmissionFindings Skipped = new([], null);
}

/// <summary>What went wrong with an audit.</summary>
/// <param name="Effect">What that means for the object.</param>
/// <param name="Cause">What it was.</param>
internal sealed record AdmissionFault(string Effect, string Cause)
{
    /// <summary>Both, in the words of a warning.</summary>
    public override string ToString() => $"{Effect}: {Cause}";
}
