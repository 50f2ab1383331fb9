using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Lists;

namespace MicroService.Cluster.Scanning;

/// <summary>Audits what belongs together, with what decides about it from elsewhere.</summary>
internal static class NamespaceAudit
{
    /// <summary>Audits the objects of a namespace, or of none.</summary>
    /// <param name="own">The objects that the report is about.</param>
    /// <param name="others">Objects that are looked at, but not reported.</param>
    /// <param name="silenced">Ids of rules that are not asked.</param>
    /// <param name="settings">What the audit may assume.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    public static AuditReport Run(
        IReadOnlyList<ReadObject> own,
        IEnumerable<ReadObject> others,
        IReadOnlySet<string> silenced,
        AuditSettings settings,
        CancellationToken cancellationToken)
    {
        var known = others.Select(item => item.File).ToHashSet<ManifestFile>(ReferenceEqualityComparer.Instance);
        var auditor = new Auditor([.. RuleCatalog.All.Where(rule => !silenced.Contains(rule.Definition.Id))]);
        var report = auditor.Audit(own.Select(item => item.File).Concat(known), settings, cancellationToken);
        return known.Count == 0 ? report : report with
        {
            Objects = [.. report.Objects.Where(audited => IsOwn(audited.Object))],
            NotAudited = [.. report.NotAudited.Where(IsOwn)],
            Suppressed = [.. report.Suppressed.Where(suppressed => IsOwn(suppressed.Finding.Object))],
            Faults = [.. report.Faults.Where(fault => IsOwn(fault.Object))],
        };

        bool IsOwn(KubernetesObject candidate) => !known.Contains(candidate.File);
    }
}
