using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Validity;

/// <summary>What a real API server refused about pods, workloads and the metadata of all objects is found, and nothing else.</summary>
public sealed class PodVerdictTests
{
    private static readonly string[] RunningPods = ["pod", "pod-host", "deployment", "statefulset", "daemonset", "replicaset", "job", "cronjob"];

    private static readonly Auditor Auditor = new([.. RuleCatalog.All.Where(rule => rule.Definition.Category == RuleCategory.Validity)]);

    [Fact]
    public void RefusedPodOrWorkload_IsFound() => AssertFound(RunsPods);

    [Fact]
    public void MetadataOfWrongForm_IsFound() => AssertFound(verdict => verdict.Reason.StartsWith("FieldValueInvalid metadata.", StringComparison.Ordinal));

    [Fact]
    public void AcceptedPodOrWorkload_HasNoFindingOfValidity() =>
        Assert.Empty(Verdicts().Where(verdict => RunsPods(verdict) && verdict.IsAccepted && Findings(verdict) is { Count: > 0 }).Select(Said));

    private static void AssertFound(Func<Verdict, bool> isChosen)
    {
        var silent = Verdicts().Where(verdict => isChosen(verdict) && !verdict.IsAccepted && Findings(verdict) is { Count: 0 }).ToList();
        foreach (var reason in silent.GroupBy(verdict => verdict.Reason))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{reason.Count()} × {reason.Key}");
        }

        Assert.Empty(silent.Select(Said));
    }

    private static IEnumerable<Verdict> Verdicts() =>
        Verdict.OfMutations(Path.GetDirectoryName(Corpus.File("apiserver", "mutations.jsonl"))!, olderVersions: false);

    private static bool RunsPods(Verdict verdict) => RunningPods.Contains(verdict.Name.Split(' ')[0]);

    private static string Said(Verdict verdict) => $"{verdict.Name} ({verdict.Reason}): {string.Join("; ", Findings(verdict) ?? [])}";

    // Null if the object could not even be read.
    private static List<Finding>? Findings(Verdict verdict) =>
        new ManifestReader().Read("object.json", Encoding.UTF8.GetBytes(verdict.Text)).File is { } file
            ? [.. Auditor.Audit([file], new AuditSettings(), TestContext.Current.CancellationToken).Findings.Where(finding => finding.IsRefusal)]
            : null;
}
