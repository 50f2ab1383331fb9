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
            return new AdmissionFindings([], $"The object can't be read: {(reading.Problems is [var problem, ..] ? problem.Message : "it is empty.")}");
        }

        if (AdmissionScope.Skips(request, file.Documents[0].Root!))
        {
            return AdmissionFindings.Skipped;
        }

        var report = _auditor.Audit([file], _settings, cancellationToken);
        var found = report.Findings.Where(finding => finding.RuleId != Auditor.RuleFaultId);
        IReadOnlyList<Finding> findings = [.. found.OrderByDescending(finding => finding.Severity)];
        if (report.IsCut && !findings.Any(finding => finding.Severity >= (onlyNewFrom ?? Severity.Danger)))
        {
            return new AdmissionFindings(findings, $"it has more than {MostFindings} findings");
        }

        var isPart = AdmissionScope.IsEphemeral(request);
        if (isPart || (onlyNewFrom is { } severity && request.Operation == "UPDATE" && findings.Any(finding => finding.Severity >= severity)))
        {
            findings = New(request, findings, cancellationToken);
        }

        return new AdmissionFindings(findings, report.Faults is [var fault, ..] ? $"The rule {fault.RuleId} failed: {fault.Exception.Message}" : null);
    }

    // Whoever scales, labels or finishes off what is there already must be able to.
    private IReadOnlyList<Finding> New(AdmissionRequest request, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        if (Read(request, request.OldObject).File is not { } file || AdmissionScope.Skips(request, file.Documents[0].Root!))
        {
            return [];
        }

        var report = _auditor.Audit([file], _settings, cancellationToken);
        if (report.IsCut)
        {
            return [];
        }

        var before = new Fingerprints();
        var known = report.Findings.Select(before.Of).ToHashSet(StringComparer.Ordinal);
        var after = new Fingerprints();
        return [.. findings.Where(finding => !known.Contains(after.Of(finding)) && finding.RuleId != NumberOfPods)];
    }

    private ManifestReading Read(AdmissionRequest request, ReadOnlyMemory<byte> json) =>
        _reader.ReadObject(json, request.Kind.ApiVersion, request.Kind.Name);
}

/// <summary>What was found in an object.</summary>
/// <param name="Findings">The findings, the worst first.</param>
/// <param name="Fault">What went wrong with the audit; null if nothing did.</param>
internal sealed record AdmissionFindings(IReadOnlyList<Finding> Findings, string? Fault)
{
    /// <summary>Of an object that is not audited.</summary>
    public static readonly AdmissionFindings Skipped = new([], null);
}
