using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Fixing;

/// <summary>
/// Applies fixes until no rule has one left to offer. One fix can make way for another (a new NetworkPolicy, a new port), so it
/// goes round until nothing changes; each rule sees what the rules before it did.
/// </summary>
public sealed class Fixer(IReadOnlyList<Rule> rules)
{
    /// <summary>The id of the finding that stands for fixes that undo each other.</summary>
    public const string ConflictId = "fix-conflict";

    // Two rounds are usual; many more mean that two rules undo each other.
    private const int MaxRounds = 10;

    /// <summary>A fixer with the whole catalog.</summary>
    public Fixer()
        : this(RuleCatalog.All)
    {
    }

    /// <summary>Fixes copies of the files.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FixResult Fix(IReadOnlyList<ManifestFile> files, FixSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(settings);
        return Fix(files, settings.InPlace ? files : [.. files.Select(file => file.Clone())], settings, cancellationToken);
    }

    internal FixResult Fix(IReadOnlyList<ManifestFile> files, IReadOnlyList<ManifestFile> copies, FixSettings settings, CancellationToken cancellationToken)
    {
        var applied = new List<AppliedFix>();
        var graph = new ObjectGraph(copies);
        // Misspelt fields are marked first, so that no rule takes them for missing.
        var schema = SchemaReading.Of(graph.Objects, settings.KubernetesVersion, settings.MaxFindings, settings.MaxWorkers);
        var read = new HashSet<Node>(graph.Objects.Select(candidate => candidate.Root), ReferenceEqualityComparer.Instance);
        var changed = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var context = Context(graph);
        var before = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            before = applied.Count;
            // After the first round there is seldom anything left to do, which one audit tells: it is then that of the fixed files, too.
            var rest = round > 0 && Audit(rules, Left(before)) is { IsCut: false } whole ? whole : null;
            if (rest is not null && !rest.Findings.Any(finding => IsTaken(finding, settings)))
            {
                return new FixResult(files, copies, applied, rest);
            }

            // Until something changes, the audit of all rules has what each of them finds.
            var known = settings.MaxFindings != int.MaxValue ? null
                : (rest ?? (settings.AuditsFirst ? Audit([.. rules.Where(rule => rule.Definition.FixSummary is not null)], int.MaxValue) : null))
                    ?.Findings.ToLookup(finding => finding.RuleId, StringComparer.Ordinal);
            var asked = settings.AuditsFirst && known is not null
                ? rules.Where(rule => known[rule.Definition.Id].Any(finding => IsTaken(finding, settings))).ToList()
                : rules;
            var left = Left(before);
            foreach (var rule in asked)
            {
                var report = known is null ? Find(rule, left) : null;
                if (report?.IsCut == true)
                {
                    return new FixResult(files, copies, applied, report);
                }

                left = report is null || left == int.MaxValue ? left : left - report.Findings.Count() - report.Suppressed.Count;
                if (Apply(report?.Findings ?? known![rule.Definition.Id], settings, applied, changed))
                {
                    known = null;
                    context = Context(context.Graph.Follow(copies, changed));
                    read.ExceptWith(changed);
                    changed.Clear();
                }
            }

            if (applied.Count == before)
            {
                return new FixResult(files, copies, applied, Audit(rules, Left(before)));
            }
        }

        var undone = applied.Skip(before).Select(fix => fix.RuleId).Distinct().ToList();
        return new FixResult(files, copies, applied, WithConflicts(Audit(rules, Left(before)), undone));

        // Without a limit there stays none, which lets audits have several workers.
        int Left(int used) => settings.MaxFindings == int.MaxValue ? int.MaxValue : settings.MaxFindings - used;

        // Until something changes, the rules share what they find out about the objects.
        RuleContext Context(ObjectGraph current) => new(current, new AuditSettings
        {
            Partial = settings.Partial,
            KubernetesVersion = settings.KubernetesVersion,
            Policy = settings.Policy,
            Time = settings.Time,
            MaxWorkers = settings.MaxWorkers,
            MaxFindings = settings.MaxFindings,
        })
        {
            KnowsRule = RuleCatalog.Knows,
            ReadSchema = () => schema.Follow(current.Objects, read, settings.MaxFindings),
        };

        AuditReport Audit(IReadOnlyList<Rule> some, int most) => new Auditor(some).Audit(context, most, cancellationToken);

        AuditReport Find(Rule rule, int most) => new Auditor([rule]) { FindingsOnly = true }.Audit(context, most, cancellationToken);
    }

    // A defect of ours, which leaves the file fixed but for these rules: a finding says so on each object that they still find fault with.
    private static AuditReport WithConflicts(AuditReport report, IReadOnlyList<string> rules) => report with
    {
        Objects =
        [
            .. report.Objects.Select(audited => audited.Findings.Any(finding => finding.Fix is not null && rules.Contains(finding.RuleId))
                ? audited with { Findings = [.. audited.Findings, ConflictOn(audited.Object, rules)] }
                : audited),
        ],
    };

    private static Finding ConflictOn(KubernetesObject fixedObject, IReadOnlyList<string> rules) => new()
    {
        RuleId = ConflictId,
        Severity = Severity.Warning,
        Object = fixedObject,
        Node = fixedObject.Anchor,
        Message = $"The fixes of {string.Join(", ", rules)} undo each other on this object, so not all of them are in effect; please report this defect.",
    };

    /// <summary>Applies the fixes of findings, one after the other.</summary>
    internal static void Apply(IEnumerable<Finding> findings, List<AppliedFix> applied) =>
        ApplyTaken(findings, static _ => true, applied, new HashSet<Node>(ReferenceEqualityComparer.Instance));

    // True if anything was applied; the nodes that no longer are as they were go to the changed ones.
    private static bool Apply(IEnumerable<Finding> findings, FixSettings settings, List<AppliedFix> applied, HashSet<Node> changed) =>
        ApplyTaken(findings.Where(finding => IsTaken(finding, settings)), settings.IsPossible, applied, changed);

    private static bool ApplyTaken(IEnumerable<Finding> findings, Func<Finding, bool> isPossible, List<AppliedFix> applied, HashSet<Node> changed)
    {
        var before = applied.Count;
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            if (finding.Fix is not { } fix)
            {
                continue;
            }

            // Two workloads may each ask for the same object, such as their namespace's policy: one is enough.
            var objects = fix.Operations.OfType<AddObject>().Select(operation => IdentityOf(operation.Root)).ToList();
            if (objects.Count > 0 && objects.All(made.Contains))
            {
                continue;
            }

            if (!isPossible(finding))
            {
                continue;
            }

            foreach (var operation in fix.Operations)
            {
                if (operation is not AddObject add || made.Add(IdentityOf(add.Root)))
                {
                    for (var node = operation.Target; node is not null && changed.Add(node); node = node.Parent)
                    {
                    }

                    operation.Apply();
                }
            }

            applied.Add(AppliedFix.Of(finding, fix));
        }

        return applied.Count > before;
    }

    private static bool IsTaken(Finding finding, FixSettings settings) =>
        finding.Fix is { } fix && (fix.Safety == FixSafety.Safe || settings.Unsafe || settings.Takes(finding));

    private static string IdentityOf(MappingNode root) =>
        $"{root.Text("kind")}/{root.Mapping("metadata")?.Text("namespace") ?? "default"}/{root.Mapping("metadata")?.Text("name")}";
}
