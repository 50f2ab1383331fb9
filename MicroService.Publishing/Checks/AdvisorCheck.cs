using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Publishing.Checks;

/// <summary>
/// The checks that are rules of the advisor: selectors match their templates, Services, probes and autoscalers have targets,
/// budgets and policies select pods, policies allow pods and ports that exist, the quota fits, and ConfigMaps with their keys, service
/// accounts and claims exist.
/// </summary>
internal static class AdvisorCheck
{
    // Only settings can break these, because the generated limits fit. HeapCheck covers .NET more thoroughly.
    private static readonly string[] Heaps = ["go-memory-limit", "jvm-heap"];

    private static readonly string[] Ids =
    [
        "selector-matches-template", "service-selects", "service-target-port", "ingress-backend", "route-backend", "stateful-set-service",
        "probe-port-exists", "metrics-scrape-port", "monitor-port", "hpa-target-exists", "hpa-requests", "pdb-selects", "network-policy-selects", "network-policy-peers", "quota-room", "duplicate-object",
        "config-map-reference", "service-account-reference", "volume-claim-reference",
        .. Heaps,
    ];

    private static readonly IReadOnlyList<Rule> Rules = [.. Ids.Select(id => RuleCatalog.All.Single(rule => rule.Definition.Id == id))];

    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph)
    {
        var report = new Auditor(Rules).Audit(graph, new AuditSettings { MaxWorkers = Environment.ProcessorCount });
        // Suppressed findings count: a pod that can't start does not respect annotations.
        return report.Findings.Concat(report.Suppressed.Select(suppressed => suppressed.Finding))
            .Select(finding => new CheckProblem(finding.Object.ToString(), finding.Pointer, finding.Message, SettingOf(finding)));
    }

    private static string? SettingOf(Finding finding) =>
        Heaps.Contains(finding.RuleId, StringComparer.Ordinal) ? $"Resources:{finding.Object.Name}:Environment" : null;
}
