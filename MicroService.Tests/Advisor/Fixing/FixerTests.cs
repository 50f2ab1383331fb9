using System.Globalization;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Rules;
using MicroService.Tests.Advisor.Generation;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Fixing;

public sealed class FixerTests
{
    public static TheoryData<string> CorpusFiles => [.. Corpus.Files("kubernetes", "*.yaml")];

    [Theory]
    [MemberData(nameof(CorpusFiles))]
    public void CorpusFile_HasTheProperties(string name) => FixProperties.Hold(File.ReadAllText(Corpus.File(name)));

    [Theory]
    [MemberData(nameof(CorpusFiles))]
    public void CorpusFile_KeepsItsComments(string name)
    {
        var text = File.ReadAllText(Corpus.File(name));
        var result = new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);

        Assert.Equal(Comments(text), Comments(result.Files[0].Print()));
    }

    [Fact]
    public void FixInPlace_PrintsWhatACopyDoes()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var text = new ManifestGenerator(new Random(seed)).Next();
            var file = FixProperties.Read(text);
            var fixedFile = new Fixer().Fix([file], new FixSettings { Unsafe = true, InPlace = true }, TestContext.Current.CancellationToken).Files[0];

            Assert.Same(file, fixedFile);
            Assert.Equal(new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken).Files[0].Print(), file.Print());
        }
    }

    [Fact]
    public void AuditBeforeEachRound_LeavesTheSame()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var text = new ManifestGenerator(new Random(seed)).Next();
            var usual = new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);
            var first = new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true, AuditsFirst = true }, TestContext.Current.CancellationToken);

            Assert.Equal(Left(usual), Left(first));
        }

        static IEnumerable<string> Left(FixResult result) =>
            result.Remaining.Findings.Select(finding => $"{finding.Object} {finding.RuleId} {finding.Message}").Order(StringComparer.Ordinal);
    }

    /// <summary>GENERATED_CASES sets the number of manifests, GENERATED_SEED the first seed.</summary>
    [Fact]
    public void GeneratedManifest_HasTheProperties()
    {
        var first = Setting("GENERATED_SEED", 1);
        for (var seed = first; seed < first + Setting("GENERATED_CASES", 2000); seed++)
        {
            var text = new ManifestGenerator(new Random(seed)).Next();
            try
            {
                FixProperties.Hold(text);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"GENERATED_SEED={seed} GENERATED_CASES=1 shows it:\n{text}", exception);
            }
        }
    }

    [Theory]
    [InlineData("minReplicaCount: 1", "cpu")]
    [InlineData("maxReplicaCount: 2", "memory")]
    public void ReplicasLeftToAScaledObject_AreAtLeastAsManyAsWereWritten(string bound, string trigger)
    {
        var text = $$$"""
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: orders}
            spec:
              scaleTargetRef: {name: orders}
              {{{bound}}}
              triggers: [{type: {{{trigger}}}, metricType: Utilization, metadata: {value: "70"}}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: orders}
            spec:
              replicas: 2
              selector: {matchLabels: {app: orders}}
              template:
                metadata: {labels: {app: orders}}
                spec: {containers: [{name: api, image: "example.com/orders:2.3.1", ports: [{containerPort: 8080}]}]}
            """;

        var result = new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);

        var graph = new ObjectGraph(result.Files);
        Assert.Null(graph.Workloads[0].Replicas);
        Assert.Equal(2, graph.OfKind("ScaledObject").Single().Spec!.Integer("minReplicaCount"));
    }

    [Fact]
    public void OnlineBoutiqueFixedUnsafely_HasNothingLeftToFix()
    {
        var text = File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml"));

        var result = new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);

        var audit = new Auditor().Audit([FixProperties.Read(result.Files[0].Print())], new AuditSettings(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(audit.Findings, finding => finding.Fix is not null);
    }

    [Fact]
    public void FixesThatUndoEachOther_AreAFindingOnTheObject()
    {
        var fixer = new Fixer([new LabelRule("label-a", "a"), new LabelRule("label-b", "b")]);

        var result = fixer.Fix([FixProperties.Read("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  labels:\n    side: c\n")], new FixSettings(), TestContext.Current.CancellationToken);

        var conflict = Assert.Single(result.Remaining.Findings, finding => finding.RuleId == Fixer.ConflictId);
        Assert.Contains("label-a, label-b", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("shop", conflict.Object.Name);
        Assert.Contains("side: b", result.Files[0].Print(), StringComparison.Ordinal);
    }

    [Fact]
    public void FixForReview_IsAppliedWhereItIsTaken()
    {
        var file = FixProperties.Read(File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml")));

        var result = new Fixer().Fix([file], new FixSettings { Takes = finding => finding.RuleId == "seccomp-profile" }, TestContext.Current.CancellationToken);

        Assert.All(result.Applied, applied => Assert.True(applied.Safety == FixSafety.Safe || applied.RuleId == "seccomp-profile"));
        Assert.Contains(result.Applied, applied => applied.RuleId == "seccomp-profile");
        Assert.DoesNotContain(result.Remaining.Findings, finding => finding.RuleId == "seccomp-profile");
        Assert.Contains(result.Remaining.Findings, finding => finding.Fix is { Safety: FixSafety.Review });
    }

    [Fact]
    public void MoreFindingsThanAskedFor_StopFixing()
    {
        var file = FixProperties.Read(File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml")));

        var result = new Fixer().Fix([file], new FixSettings { Unsafe = true, MaxFindings = 50 }, TestContext.Current.CancellationToken);

        Assert.True(result.IsCut);
        Assert.InRange(result.Applied.Count, 1, 50);
    }

    [Fact]
    public void NoMoreFindingsThanAskedFor_AreFixedAsWithoutABound()
    {
        var file = FixProperties.Read(File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml")));
        var free = new Fixer().Fix([file], new FixSettings(), TestContext.Current.CancellationToken);
        var count = free.Applied.Count + free.Remaining.Findings.Count();

        var bound = new Fixer().Fix([file], new FixSettings { MaxFindings = count }, TestContext.Current.CancellationToken);

        Assert.False(bound.IsCut);
        Assert.Equal(free.Files[0].Print(), bound.Files[0].Print());
        Assert.True(new Fixer().Fix([file], new FixSettings { MaxFindings = count - 1 }, TestContext.Current.CancellationToken).IsCut);
    }

    private static List<string> Comments(string text) =>
        [.. text.Split('\n').Where(line => line.TrimStart().StartsWith('#')).Select(line => line.Trim())];

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed class LabelRule(string id, string side) : ObjectRule
    {
        public override RuleDefinition Definition { get; } = new()
        {
            Id = id,
            Category = RuleCategory.Hygiene,
            Severity = Severity.Advice,
            Title = id,
            Why = id,
            Reference = new Uri("https://example.com"),
            Checklist = id,
            FixSummary = id,
        };

        public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
        {
            var labels = (MappingNode)candidate.Root.At("metadata", "labels")!;
            return labels.Text("side") == side ? [] : [new Finding
            {
                RuleId = id,
                Severity = Severity.Advice,
                Object = candidate,
                Node = labels,
                Message = id,
                Fix = Fix.Safe(id).Set(labels, ["side"], side),
            }];
        }
    }
}
