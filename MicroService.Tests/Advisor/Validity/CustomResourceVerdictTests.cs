using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Validity;

/// <summary>Compares the advisor with a real API server's verdicts on custom resources and their definitions.</summary>
public sealed class CustomResourceVerdictTests
{
    // CEL rules are left to the server.
    private static readonly string[] NeedCel = ["min must not exceed max", "CEL that does not compile"];

    [Fact]
    public void CustomResource_IsJudgedAsByTheServer()
    {
        var definition = Corpus.File("apiserver", "custom", "definition.json");
        var file = new ManifestReader().Read("definition.json", File.ReadAllBytes(definition)).File!;

        var wrong = Verdict.OfMutations(Path.GetDirectoryName(definition)!, olderVersions: false)
            .Where(verdict => !verdict.Reason.Contains(" metadata.", StringComparison.Ordinal) && !NeedCel.Any(reason => verdict.Reason.Contains(reason, StringComparison.Ordinal)))
            .Where(verdict => IsRefused(verdict.Text, file) == verdict.IsAccepted);

        Assert.Empty(wrong.Select(verdict => $"{verdict.Name}: {verdict.Reason}"));
    }

    [Fact]
    public void Definition_IsJudgedAsByTheServer()
    {
        var wrong = File.ReadLines(Corpus.File("apiserver", "custom", "definitions.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .Where(verdict => !NeedCel.Contains((string)verdict["case"]!) && IsRefused(verdict["definition"]!.ToJsonString()) == (bool)verdict["accepted"]!);

        Assert.Empty(wrong.Select(verdict => (string)verdict["case"]!));
    }

    private static bool IsRefused(string text, params ManifestFile[] besides) =>
        new ManifestReader().Read("object", Encoding.UTF8.GetBytes(text)).File is not { } file
        || new Auditor().Audit([file, .. besides], new AuditSettings { Partial = true }, TestContext.Current.CancellationToken).Findings.Any(finding => finding.IsRefusal);
}
