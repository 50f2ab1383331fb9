using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;
using MicroService.Tests.Advisor.Rules;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Clusters;

/// <summary>What comes back from a cluster has the findings of what was written: no more and no fewer.</summary>
public sealed class ExportTests
{
    // Somebody debugs the pod while it is exported.
    private const string AddedLater = "dbg";

    public static TheoryData<string> Foreign => [.. Corpus.Files("kubernetes", "*.yaml")];

    // Endpoints in a cluster may be those that a controller keeps for older clients.
    private const string WrittenEndpoints = "deprecated-field/fail.endpoints.yaml";

    // What the API server refuses is in no cluster, and neither is one object twice: only real exports are compared by such rules.
    public static TheoryData<string> Cases =>
        [.. RuleCase.Names("fail").Concat(RuleCase.Names("pass")).Where(static name => name != WrittenEndpoints
            && RuleCatalog.Find(name.Split('/')[0]) is not DuplicateObjectRule and not { Definition.Category: RuleCategory.Validity })];

    [Theory]
    [MemberData(nameof(Cases))]
    public void RuleCase_FindsTheSameInWhatAClusterGivesBack(string name)
    {
        var rule = RuleCase.Load(name).Rule;
        var path = RepositoryRoot.Combine(RuleCase.Folder, name);

        Assert.Equal(Findings(new Auditor([rule]), [Read(path)]), Findings(new Auditor([rule]), GivenBack(path)));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void ForeignManifest_HasTheSameFindingsAsAClusterGivesItBack(string name)
    {
        var path = Corpus.File(name);
        Assert.SkipUnless(new ManifestReader().Read(name, File.ReadAllBytes(path)).Problems.Count == 0, "The file can't be audited.");

        var rules = new Auditor([.. RuleCatalog.All.Where(static rule => rule.Definition.Category != RuleCategory.Validity)]);
        Assert.Equal(Findings(rules, [Read(path)]), Findings(rules, GivenBack(path)));
    }

    [Fact]
    public void ExportedCorpus_HasTheFindingsOfWhatWasWritten()
    {
        var written = Read(Corpus.File("apiserver", "exported", "written.yaml"));
        var back = Corpus.Files("apiserver/exported", "export-*.yaml").Select(name => Read(Corpus.File(name))).ToList();

        Assert.Equal(Findings(new Auditor(), [written], partial: true), Findings(new Auditor(), back, partial: true));
    }

    private static List<string> Findings(Auditor auditor, IReadOnlyList<ManifestFile> files, bool partial = false)
    {
        var report = auditor.Audit(files, new AuditSettings { Partial = partial }, TestContext.Current.CancellationToken);
        Assert.Empty(report.Faults);
        // Secrets were not exported.
        return [.. report.Findings
            .Where(finding => finding.Container != AddedLater && finding.Object.Kind != "Secret")
            .Select(finding => $"{finding.RuleId} {finding.Object.WrittenNamespace}/{finding.Object} {finding.Container}")
            .Order(StringComparer.Ordinal)];
    }

    // With what controllers make of the workloads, and what each namespace has.
    private static IReadOnlyList<ManifestFile> GivenBack(string path)
    {
        var back = Read(path);
        var graph = new ObjectGraph([back]);
        var made = graph.Workloads.SelectMany(ClusterDefaults.Made).ToList();
        made.Add(OfEachNamespace("ConfigMap", "kube-root-ca.crt"));
        made.Add(OfEachNamespace("ServiceAccount", "default"));
        var written = graph.Objects.Where(candidate => !candidate.IsFromCluster).Select(candidate => candidate.Root);
        foreach (var root in written.Concat(made))
        {
            ClusterDefaults.FillIn(root);
        }

        return [back, new ManifestFile("made.yaml", made.Select(root => ManifestDocument.Made(root)))];
    }

    private static MappingNode OfEachNamespace(string kind, string name) =>
        MappingNode.Of(("apiVersion", "v1"), ("kind", kind), ("metadata", MappingNode.Of(("name", name), ("uid", "2003"))));

    private static ManifestFile Read(string path)
    {
        var reading = new ManifestReader().Read(Path.GetFileName(path), File.ReadAllBytes(path));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }
}
