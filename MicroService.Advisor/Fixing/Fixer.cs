using MicroService.Advisor.Auditing;
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
        var copies = files.Select(file => file.Clone()).ToList();
        var applied = new List<AppliedFix>();
        // Misspelt fields are marked first, so that no rule takes them for missing.
        SchemaReading.Of(copies.SelectMany(file => file.Documents), settings.KubernetesVersion, settings.MaxFindings);
        var graph = new ObjectGraph(copies);
        var before = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            before = applied.Count;
            var left = settings.MaxFindings - before;
            foreach (var rule in rules)
            {
                var report = new Auditor([rule]).Audit(graph, Bound(left), cancellationToken);
                if (report.IsCut)
                {
                    return new FixResult(files, copies, applied, report);
                }

                left -= report.Findings.Count() + report.Suppressed.Count;
                if (Apply(report, settings, applied))
                {
                    graph = new ObjectGraph(copies);
                }
            }

            if (applied.Count == before)
            {
                return new FixResult(files, copies, applied, Remaining());
            }
        }

        return new FixResult(files, copies, applied, WithConflicts(Remaining(), [.. applied.Skip(before).Select(fix => fix.RuleId).Distinct()]));

        AuditReport Remaining() => new Auditor(rules).Audit(graph, Bound(settings.MaxFindings - before), cancellationToken);

        AuditSettings Bound(int findings) => new() { Partial = settings.Partial, KubernetesVersion = settings.KubernetesVersion, MaxFindings = findings };
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

    // True if anything was applied.
    private static bool Apply(AuditReport report, FixSettings settings, List<AppliedFix> applied)
    {
        var before = applied.Count;
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in report.Findings)
        {
            if (finding.Fix is not { } fix || (fix.Safety == FixSafety.Review && !settings.Unsafe && !settings.Takes(finding)))
            {
                continue;
            }

            // Two workloads may each ask for the same object, such as their namespace's policy: one is enough.
            var objects = fix.Operations.OfType<AddObject>().Select(operation => IdentityOf(operation.Root)).ToList();
            if (objects.Count > 0 && objects.All(made.Contains))
            {
                continue;
            }

            foreach (var operation in fix.Operations)
            {
                if (operation is not AddObject add || made.Add(IdentityOf(add.Root)))
                {
                    operation.Apply();
                }
            }

            applied.Add(AppliedFix.Of(finding, fix));
        }

        return applied.Count > before;
    }

    private static string IdentityOf(MappingNode root) =>
        $"{root.Text("kind")}/{root.Mapping("metadata")?.Text("namespace") ?? "default"}/{root.Mapping("metadata")?.Text("name")}";
}
