using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Lists;

namespace MicroService.Cluster.Scanning;

/// <summary>Audits what belongs together, with what decides about it from elsewhere.</summary>
internal static class PartAudit
{
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
        new Auditor([.. RuleCatalog.All.Where(rule => !silenced.Contains(rule.Definition.Id))])
            .Audit(own.Select(item => item.File), others.Select(item => item.File), settings, cancellationToken);
}
