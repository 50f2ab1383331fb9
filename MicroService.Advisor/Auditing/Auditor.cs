using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Auditing;

/// <summary>
/// Looks at every object with every rule. Deterministic: the same files give the same report, until an exception expires.
/// </summary>
public sealed class Auditor(IReadOnlyList<Rule> rules)
{
    /// <summary>The id of the finding that stands for a rule that failed.</summary>
    public const string RuleFaultId = "rule-fault";

    private const int NamedVariables = 3;

    // Enough that handing them out costs nothing, and few enough that no worker waits long for the last.
    private const int ObjectsOfPart = 64;

    // Enough for all workers, and few enough that their findings take little beside the objects of a large namespace.
    private const int ObjectsOfReport = 512;

    private static readonly List<Finding> None = [];

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
        KubernetesObject[] objects = [.. ObjectGraph.ObjectsOf(files)];
        return Audit(objects, null, Check(objects, settings), settings, cancellationToken);
    }

    /// <summary>Audits the objects of these files with those of others, which are looked at and not audited themselves.</summary>
    /// <param name="files">The files that the report is about.</param>
    /// <param name="others">Files whose objects decide about those of the former.</param>
    /// <param name="settings">What the audit may assume.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public AuditReport Audit(IEnumerable<ManifestFile> files, IEnumerable<ManifestFile> others, AuditSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var foreign = ObjectGraph.ObjectsOf(others).ToHashSet();
        KubernetesObject[] objects = [.. ObjectGraph.ObjectsOf(files), .. foreign];
        return Audit(objects, foreign, Check(objects, settings), settings, cancellationToken);
    }

    /// <summary>Audits the objects of a graph, which others look at, too. None of their fields may be misspelt.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public AuditReport Audit(ObjectGraph graph, AuditSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(settings);
        var context = new RuleContext(graph, settings)
        {
            KnowsRule = RuleCatalog.Knows,
            ReadSchema = () => SchemaReading.Of(graph.Objects, settings.KubernetesVersion, settings.MaxFindings),
        };
        return Audit(context, settings.MaxFindings, cancellationToken);
    }

    /// <summary>Audits objects together, but for those that are only given because the others refer to them.</summary>
    internal AuditReport Audit(
        IReadOnlyList<KubernetesObject> objects,
        IReadOnlySet<KubernetesObject>? foreign,
        SchemaReading schema,
        AuditSettings settings,
        CancellationToken cancellationToken) =>
        Audit(
            Context(foreign is null ? ObjectGraph.ByNamespace(objects) : objects, foreign, schema, settings),
            settings.MaxFindings,
            cancellationToken);

    private static RuleContext Context(
        IReadOnlyList<KubernetesObject> objects,
        IReadOnlySet<KubernetesObject>? foreign,
        SchemaReading schema,
        AuditSettings settings,
        SoleNamespace? soleNamespace = null) =>
        new(new ObjectGraph(objects, foreign, soleNamespace), settings) { Schema = schema, KnowsRule = RuleCatalog.Knows };

    // Before anything else looks at the objects, so that misspelt fields are found by the names they mean.
    private static SchemaReading Check(KubernetesObject[] objects, AuditSettings settings) =>
        SchemaReading.Of(objects, settings.KubernetesVersion, settings.MaxFindings, settings.MaxWorkers);

    /// <summary>True to report findings alone: what else there is to say is left out.</summary>
    internal bool FindingsOnly { get; init; }

    /// <summary>
    /// Audits the objects of a context. Audits that share one share what was found out about the objects, which may not change.
    /// </summary>
    internal AuditReport Audit(RuleContext context, int maxFindings, CancellationToken cancellationToken) =>
        Audit(context, Plan.Of(rules, context.Settings), 0, context.Graph.Objects.Count, maxFindings, cancellationToken);

    /// <summary>Audits objects together, and reports on some after the other, so that nobody has to hold all findings.</summary>
    internal IEnumerable<AuditReport> AuditInParts(
        IReadOnlyList<KubernetesObject> objects,
        IReadOnlySet<KubernetesObject> foreign,
        SoleNamespace soleNamespace,
        SchemaReading schema,
        AuditSettings settings,
        CancellationToken cancellationToken)
    {
        var context = Context(objects, foreign, schema, settings, soleNamespace);
        var plan = Plan.Of(rules, settings);
        for (var start = 0; start == 0 || start < objects.Count; start += ObjectsOfReport)
        {
            var count = Math.Min(ObjectsOfReport, objects.Count - start);
            var report = Audit(context, plan, start, count, settings.MaxFindings, cancellationToken);
            yield return report with { IsContinued = start + count < objects.Count };
        }
    }

    private AuditReport Audit(RuleContext context, Plan plan, int start, int count, int maxFindings, CancellationToken cancellationToken)
    {
        var settings = context.Settings;
        var isShared = settings.MaxWorkers > 1 && count > ObjectsOfPart && maxFindings == int.MaxValue;
        var size = isShared ? ObjectsOfPart : Math.Max(1, count);
        var parts = new Part[(count + size - 1) / size];
        if (isShared)
        {
            // Comparing with the schema marks misspelt fields, so it ends before others read.
            _ = context.ReadSchema is null ? context.Schema : null;
            // How many findings are left depends on those before, so that only audits without a limit have several workers.
            var options = new ParallelOptions { MaxDegreeOfParallelism = settings.MaxWorkers, CancellationToken = cancellationToken };
            Parallel.For(0, parts.Length, options, AuditPart);
        }
        else
        {
            for (var i = 0; i < parts.Length; i++)
            {
                AuditPart(i);
            }
        }

        return new AuditReport
        {
            Graph = context.Graph,
            Range = start..(start + count),
            Objects = [.. parts.SelectMany(part => part.Reports)],
            NotAudited = [.. parts.SelectMany(part => part.NotAudited)],
            Suppressed = [.. parts.SelectMany(part => part.Suppressed)],
            Expired = plan.Expired,
            Faults = [.. parts.SelectMany(part => part.Faults)],
            IsCut = parts is [{ IsCut: true }],
        };

        void AuditPart(int i) =>
            parts[i] = AuditObjects(context, plan, start + (i * size), Math.Min(size, count - (i * size)), maxFindings, cancellationToken);
    }

    private Part AuditObjects(RuleContext context, Plan plan, int start, int count, int left, CancellationToken cancellationToken)
    {
        var graph = context.Graph;
        var part = new Part([], [], [], []);
        for (var i = start; i < start + count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidate = graph.Objects[i];
            if (!graph.IsSubject(candidate))
            {
                continue;
            }

            var ignored = part.Suppressed.Count;
            if (Audit(candidate, context, plan, part.Suppressed, part.Faults, ref left, cancellationToken) is { } report)
            {
                part.Reports.Add(report);
            }
            else if (part.Suppressed.Count == ignored && !FindingsOnly)
            {
                part.NotAudited.Add(candidate);
            }

            if (left < 0)
            {
                return part with { IsCut = true };
            }
        }

        return part;
    }

    private ObjectReport? Audit(
        KubernetesObject candidate,
        RuleContext context,
        Plan plan,
        List<SuppressedFinding> suppressed,
        List<RuleFault> faults,
        ref int left,
        CancellationToken cancellationToken)
    {
        Acceptance? acceptance = null;
        List<string>? passed = null;
        List<Finding>? found = null;
        List<Finding>? unrendered = null;
        var score = default(Score);
        var hasPods = candidate.Workloads.Count > 0;
        foreach (var (rule, severity, needsPods) in plan.Rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (needsPods && !hasPods)
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

            if (rule.Definition.Category == RuleCategory.Validity && findings.Exists(IsOfTemplate))
            {
                (unrendered ??= []).AddRange(findings.Where(IsOfTemplate));
                findings = [.. findings.Where(static finding => !IsOfTemplate(finding))];
            }

            var weight = rule.Definition.Category == RuleCategory.Validity ? 0 : (int)severity;
            if (findings.Count == 0)
            {
                if (!FindingsOnly)
                {
                    (passed ??= []).Add(rule.Definition.Id);
                    score += new Score(weight, weight);
                }

                continue;
            }

            // The API server rejects it all the same, whatever the team thinks of it.
            var isRefused = findings.Exists(static finding => finding.IsRefusal);
            var isAccepted = true;
            acceptance ??= new Acceptance(Suppression.Of(candidate), plan.Exceptions);
            foreach (var inspected in findings)
            {
                var finding = severity == rule.Definition.Severity ? inspected : Weigh(inspected, severity);
                if (acceptance.Accept(rule.Definition, finding) is { } accepted)
                {
                    suppressed.Add(accepted);
                }
                else
                {
                    (found ??= []).Add(finding);
                    isAccepted = false;
                }
            }

            score += new Score(0, isAccepted ? 0 : weight, isRefused);
        }

        if (unrendered is not null && plan.Template is { } template)
        {
            acceptance ??= new Acceptance(Suppression.Of(candidate), plan.Exceptions);
            var finding = Unrendered(candidate, unrendered, template);
            if (acceptance.Accept(template.Rule.Definition, finding) is { } accepted)
            {
                suppressed.Add(accepted);
            }
            else
            {
                (found ??= []).Insert(0, finding);
            }
        }

        // As many as there are: lists grow, and reports are kept.
        return passed is null && found is null ? null : new ObjectReport(candidate, score, passed?.ToArray() ?? [], found?.ToArray() ?? []);
    }

    // What a team thinks of a rule says nothing of the rule's failures.
    private static Finding Weigh(Finding finding, Severity severity) =>
        finding.RuleId == RuleFaultId ? finding : finding with { Severity = severity };

    private static bool IsOfTemplate(Finding finding) => finding.RuleId != RuleFaultId && Placeholder.In(finding.Node) is not null;

    // The values are unknown, not wrong, and one cause needs one finding.
    private static Finding Unrendered(KubernetesObject candidate, List<Finding> findings, RuleInEffect template)
    {
        var variables = findings.Select(finding => Placeholder.In(finding.Node)!).Distinct(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", variables.Take(NamedVariables));
        var more = variables.Count > NamedVariables ? $" and {variables.Count - NamedVariables} more" : "";
        return new()
        {
            RuleId = template.Rule.Definition.Id,
            Severity = template.Severity,
            Object = candidate,
            Node = findings.MinBy(finding => (finding.Position.Line, finding.Position.Column))!.Node,
            Message = $"This looks like an unrendered template: {named}{more}. Render it first (envsubst, or flux build), and give the result.",
        };
    }

    private static Finding WithoutFixOfRepeatedText(Finding finding) =>
        finding.Fix is { } fix && RepeatedText.IsChangedBy(fix) ? finding with { Fix = null } : finding;

    // Null if the rule has nothing to say about the object. One finding too many says as much as all that would follow.
    private static List<Finding>? Inspect(Rule rule, KubernetesObject candidate, RuleContext context, List<RuleFault> faults, int left)
    {
#pragma warning disable CA1031 // A rule that fails must not take the audit down: it becomes a finding and a log event.
        try
        {
            return rule.AppliesTo(candidate, context) ? Take(rule.Inspect(candidate, context), left) : null;
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

    // One more than are left. Most rules find nothing on most objects, and share one empty list.
    private static List<Finding> Take(IEnumerable<Finding> findings, int left)
    {
        List<Finding>? taken = null;
        foreach (var finding in findings)
        {
            (taken ??= []).Add(WithoutFixOfRepeatedText(finding));
            if (taken.Count > left)
            {
                break;
            }
        }

        return taken ?? None;
    }

    // A rule that is not off, and how much its findings matter.
    private readonly record struct RuleInEffect(Rule Rule, Severity Severity, bool NeedsPods);

    // What the settings decide, asked once and not for each object.
    private sealed record Plan(RuleInEffect[] Rules, IReadOnlyList<PolicyExemption> Exceptions, IReadOnlyList<PolicyExemption> Expired)
    {
        // The rule that speaks for the others where only a template's variables are at fault; null if it is off.
        public RuleInEffect? Template { get; } =
            Array.FindIndex(Rules, static rule => rule.Rule is UnrenderedTemplateRule) is >= 0 and var index ? Rules[index] : null;

        public static Plan Of(IReadOnlyList<Rule> rules, AuditSettings settings)
        {
            var today = DateOnly.FromDateTime(settings.Time.GetUtcNow().UtcDateTime);
            var exceptions = settings.Policy.Exceptions.ToLookup(exception => exception.IsExpired(today));
            return new Plan(
                [.. rules
                    .Where(rule => !(settings.Partial && rule.Definition.NeedsWholeApplication) && !settings.Policy.IsOff(rule.Definition))
                    .Select(rule => new RuleInEffect(rule, settings.Policy.SeverityOf(rule.Definition), rule.NeedsPods))],
                [.. exceptions[false]],
                [.. exceptions[true]]);
        }
    }

    private sealed record Part(
        List<ObjectReport> Reports, List<KubernetesObject> NotAudited, List<SuppressedFinding> Suppressed, List<RuleFault> Faults, bool IsCut = false);
}
