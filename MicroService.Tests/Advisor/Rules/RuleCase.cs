using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;
using MicroService.Cluster.DryRuns;
using MicroService.Cluster.Requests;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Rules;

/// <summary>A file of <c>Cases/&lt;rule-id&gt;</c>: input for one rule, with what is expected beside it.</summary>
internal sealed class RuleCase
{
    public const string Folder = "MicroService.Tests/Cases";

    private RuleCase(string name)
    {
        Name = name;
        Rule = RuleCatalog.Find(name.Split('/')[0]) ?? throw new InvalidOperationException($"No rule has the id of the folder {name.Split('/')[0]}.");
        var path = RepositoryRoot.Combine(Folder, name);
        var reading = new ManifestReader().Read(Path.GetFileName(name), File.ReadAllBytes(path));
        Manifest = reading.File ?? throw new InvalidOperationException($"{name} can't be read: {string.Join("; ", reading.Problems)}");
        Report = Rule is UnrenderedTemplateRule
            ? OnlyOf(Rule, new Auditor([.. RuleCatalog.All.Where(rule => rule.Definition.Category == RuleCategory.Validity), Rule]).Audit([Manifest], new AuditSettings()))
            : new Auditor([Rule]).Audit([Manifest], new AuditSettings { Verdicts = Verdicts() });
    }

    /// <summary>The path below the folder, such as <c>image-tag/fail.latest.yaml</c>.</summary>
    public string Name { get; }

    public Rule Rule { get; }

    public ManifestFile Manifest { get; }

    public AuditReport Report { get; }

    public static RuleCase Load(string name) => new(name);

    /// <summary>All inputs whose file name starts so, below all rules' folders.</summary>
    public static IEnumerable<string> Names(string start) =>
        Directory.EnumerateFiles(RepositoryRoot.Combine(Folder), $"{start}.*.yaml", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".fixed.yaml", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(RepositoryRoot.Combine(Folder), path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The golden file beside the input: <c>fail.x.yaml</c> has <c>fail.x.findings</c> and <c>fail.x.fixed.yaml</c>.</summary>
    public string Beside(string extension) => $"{Folder}/{Name[..^".yaml".Length]}{extension}";

    public FixResult Fixed() => new Fixer([Rule]).Fix([Manifest], new FixSettings { Unsafe = true });

    // The rule speaks for others, which are asked with it.
    private static AuditReport OnlyOf(Rule rule, AuditReport report) => report with
    {
        Objects = [.. report.Objects.Select(audited => audited with { Findings = [.. audited.Findings.Where(finding => finding.RuleId == rule.Definition.Id)] })],
    };

    // What a cluster said of objects, by name, lies beside the input.
    private Dictionary<MappingNode, IReadOnlyList<ClusterVerdict>> Verdicts()
    {
        var file = RepositoryRoot.Combine(Beside(".verdicts.json"));
        var said = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : [];
        return Manifest.Documents.SelectMany(document => KubernetesObject.In(Manifest, document)).Where(candidate => said.ContainsKey(candidate.Name))
            .ToDictionary(candidate => candidate.Root, candidate => VerdictReader.Read(candidate, Answer(said[candidate.Name]!)));
    }

    private static DryRunAnswer Answer(JsonNode said) => new(
        said["message"] is not { } message ? null : new ApiStatus((int)said["code"]!, (string?)said["reason"], (string)message!)
        {
            Causes = [.. (said["causes"]?.AsArray() ?? []).Select(cause => new ApiCause((string?)cause!["field"], (string?)cause["reason"], (string)cause["message"]!))],
        },
        [.. (said["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!)]);

    /// <summary>The findings, a paragraph each: place, message, fix and what the fix alone would patch.</summary>
    public string Findings()
    {
        var text = new StringBuilder();
        foreach (var finding in Report.Findings)
        {
            text.Append($"{finding.Position} {finding.Object}{(finding.Container is { } container ? $" [{container}]" : "")} {finding.Pointer}\n");
            text.Append($"  {finding.Message}\n");
            text.Append(finding.Fix is { } fix ? $"  {(fix.Safety == FixSafety.Safe ? "safe" : "review")}: {fix.Description}\n" : "  no fix\n");
            foreach (var patch in finding.Fix is null ? [] : ObjectPatch.Of(finding.Fix, Report.Graph))
            {
                text.Append(patch.IsNew ? $"    create {patch.Object}\n" : "");
                foreach (var operation in patch.Operations)
                {
                    text.Append($"    {operation.Op} {patch.Object} {operation.Path}\n");
                }
            }
        }

        return text.ToString();
    }
}
