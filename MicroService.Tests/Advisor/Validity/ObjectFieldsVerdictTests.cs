using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Validity;

/// <summary>What a real API server refused about objects that run no pods, beyond their metadata, is found.</summary>
public sealed class ObjectFieldsVerdictTests
{
    private static readonly string[] RunningPods = ["pod", "pod-host", "deployment", "statefulset", "daemonset", "replicaset", "job", "cronjob"];

    // The answer depends on how the cluster is set up, not on the object.
    private static readonly string[] OfTheCluster = ["not configured on this cluster", "this cluster is not configured for dual-stack services"];

    private static readonly Auditor Auditor = new([.. RuleCatalog.All.Where(rule => rule.Definition.Category == RuleCategory.Validity)]);

    [Fact]
    public void RefusedFields_AreFound()
    {
        var folder = Path.GetDirectoryName(Corpus.File("apiserver", "mutations.jsonl"))!;
        var silent = Verdict.OfMutations(folder, olderVersions: false)
            .Where(verdict => !verdict.IsAccepted && !RunningPods.Contains(verdict.Name.Split(' ')[0]) && !verdict.Reason.Contains(" metadata.", StringComparison.Ordinal))
            .Where(verdict => !OfTheCluster.Any(reason => verdict.Reason.EndsWith(reason, StringComparison.Ordinal)) && !IsRefused(verdict))
            .ToList();

        foreach (var reason in silent.GroupBy(verdict => verdict.Reason))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{reason.Count()} × {reason.Key}");
        }

        Assert.Empty(silent.Select(verdict => $"{verdict.Name}: {verdict.Reason}"));
    }

    [Fact]
    public void ExportedObjects_AreNotRefused()
    {
        var folder = Path.GetDirectoryName(Corpus.File("apiserver", "exported", "written.yaml"))!;
        var files = Directory.GetFiles(folder, "*.yaml").Select(path => new ManifestReader().Read(Path.GetFileName(path), File.ReadAllBytes(path)).File!);

        foreach (var file in files)
        {
            var report = Auditor.Audit([file], new AuditSettings { Partial = true }, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(report.Findings, finding => finding.IsRefusal);
        }
    }

    private static bool IsRefused(Verdict verdict) =>
        new ManifestReader().Read("object", Encoding.UTF8.GetBytes(verdict.Text)).File is not { } file
        || Auditor.Audit([file], new AuditSettings(), TestContext.Current.CancellationToken).Findings.Any(finding => finding.IsRefusal);
}
