using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Auditing;

/// <summary>Looks at every object with every rule. Deterministic: the same files give the same report.</summary>
public sealed class Auditor(IReadOnlyList<Rule> rules)
{
    /// <summary>The id of the finding that stands for a rule that failed.</summary>
    public const string RuleFaultId = "rule-fault";

    /// <summary>An auditor with the whole catalog.</summary>
    public Auditor()
        : this(RuleCatalog.All)
    {
    }

    /// <summary>Audits the objects of these files together.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public AuditReport Audit(IEnumerable<ManifestFile> files, AuditSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var given = files.ToList();
        // Before anything else looks at the objects, so that misspelt fields are found by the names they mean.
        var schema = SchemaReading.Of(given.SelectMany(file => file.Documents), settings.KubernetesVersion, settings.MaxFindings);
        return Audit(new RuleContext(new ObjectGraph(given), settings) { Schema = schema }, cancellationToken);
    }

    internal AuditReport Audit(ObjectGraph graph, AuditSettings settings, CancellationToken cancellationToken) =>
        Audit(new RuleContext(graph, settings), cancellationToken);

    private AuditReport Audit(RuleContext context, CancellationToken cancellationToken)
    {
        var (graph, settings) = (context.Graph, context.Settings);
        var reports = new List<ObjectReport>();
        var unaudited = new List<KubernetesObject>();
        var suppressed = new List<SuppressedFinding>();
        var faults = new List<RuleFault>();
        var left = settings.MaxFindings;
        foreach (var candidate in graph.Objects)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (graph.IsMadeByCluster(candidate))
            {
                continue;
            }

            var ignored = suppressed.Count;
            if (Audit(candidate, context, suppressed, faults, ref left) is { } report)
            {
                reports.Add(report);
            }
            else if (suppressed.Count == ignored)
            {
                unaudited.Add(candidate);
            }

            if (left < 0)
            {
                break;
            }
        }

        return new AuditReport { Graph = graph, Objects = reports, NotAudited = unaudited, Suppressed = suppressed, Faults = faults, IsCut = left < 0 };
    }

    private ObjectReport? Audit(KubernetesObject candidate, RuleContext context, List<SuppressedFinding> suppressed, List<RuleFault> faults, ref int left)
    {
        var suppression = Suppression.Of(candidate);
        var passed = new List<string>();
        var found = new List<Finding>();
        var score = default(Score);
        foreach (var rule in rules)
        {
            if (context.Settings.Partial && rule.Definition.NeedsWholeApplication)
            {
                continue;
            }

            var findings = Inspect(rule, candidate, context, faults, left);
            if (findings is null)
            {
                continue;
            }

            left -= findings.Count;
            if (left < 0)
            {
                break;
            }

            var weight = rule.Definition.Category == RuleCategory.Validity ? 0 : (int)rule.Definition.Severity;
            if (findings.Count == 0)
            {
                passed.Add(rule.Definition.Id);
                score += new Score(weight, weight);
            }
            else if (suppression.Covers(rule.Definition.Id))
            {
                suppressed.AddRange(findings.Select(finding => new SuppressedFinding(finding, suppression.Reason)));
                // The API server refuses it all the same.
                score += new Score(0, 0, findings.Exists(static finding => finding.IsRefusal));
            }
            else
            {
                found.AddRange(findings);
                score += new Score(0, weight, findings.Exists(finding => finding.IsRefusal));
            }
        }

        return passed.Count + found.Count == 0 ? null : new ObjectReport(candidate, score, passed, found);
    }

    private static Finding WithoutFixOfRepeatedText(Finding finding) =>
        finding.Fix is { } fix && RepeatedText.IsChangedBy(fix) ? finding with { Fix = null } : finding;

    // Null if the rule has nothing to say about the object. One finding too many says as much as all that would follow.
    private static List<Finding>? Inspect(Rule rule, KubernetesObject candidate, RuleContext context, List<RuleFault> faults, int left)
    {
#pragma warning disable CA1031 // A rule that fails must not take the audit down: it becomes a finding and a log event.
        try
        {
            return rule.AppliesTo(candidate, context)
                ? [.. rule.Inspect(candidate, context).Take(Math.Min(left, int.MaxValue - 1) + 1).Select(WithoutFixOfRepeatedText)]
                : null;
        }
        catch (Exception exception)
        {
            faults.Add(new RuleFault(rule.Definition.Id, candidate, exception));
            return
            [
                new Finding
                {
                    RuleId = RuleFaultId,
                    Severity = Severity.Warning,
                    Object = candidate,
                    Node = candidate.Anchor,
                    Message = $"The rule {rule.Definition.Id} failed on this object, so it was not checked; please report this defect.",
                },
            ];
        }
#pragma warning restore CA1031
    }
}
