using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Lists;

namespace MicroService.Cluster.Scanning;

/// <summary>Audits what belongs together, with what decides about it from elsewhere.</summary>
internal static class PartAudit
{
    private static readonly string[] Policies = ["network-policy", "network-default-deny"];

    /// <summary>Audits the objects of a namespace, or of none.</summary>
    /// <param name="own">The objects that the report is about.</param>
    /// <param name="others">Objects that are looked at, but not reported.</param>
    /// <param name="silenced">Ids of rules that are not asked.</param>
    /// <param name="settings">What the audit may assume.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    public static AuditReport Run(
        IEnumerable<ReadObject> own,
        IEnumerable<ReadObject> others,
        IReadOnlySet<string> silenced,
        AuditSettings settings,
        CancellationToken cancellationToken) =>
        WithoutPolicies(new Auditor([.. RuleCatalog.All.Where(rule => !silenced.Contains(rule.Definition.Id))])
            .Audit(own.Select(item => item.File), others.Select(item => item.File), settings, cancellationToken));

    // A policy made from one namespace would cut off callers and targets in others.
    private static AuditReport WithoutPolicies(AuditReport report) => report with
    {
        Objects = [.. report.Objects.Select(audited => audited with { Findings = [.. audited.Findings.Select(WithoutPolicy)] })],
    };

    private static Finding WithoutPolicy(Finding finding) => finding.Fix is null || !Policies.Contains(finding.RuleId) ? finding : finding with
    {
        Fix = null,
        Message = $"{finding.Message} A scan looks at one namespace at a time, so it proposes no policy: audit an export of all namespaces, or write one.",
    };
}
