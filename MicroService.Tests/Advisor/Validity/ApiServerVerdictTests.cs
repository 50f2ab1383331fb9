using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Advisor.Validity;

/// <summary>Compares the advisor with the recorded verdicts of a real API server.</summary>
public sealed class ApiServerVerdictTests
{
    private const string AgreementFile = "MicroService.Tests/Advisor/Validity/agreement.txt";

    private static readonly Auditor Auditor = new([.. RuleCatalog.All.Where(rule => rule.Definition.Category == RuleCategory.Validity)]);

    [Theory]
    [InlineData("mutations")]
    [InlineData("versions")]
    [InlineData("documents")]
    public void AcceptedObject_HasNoFindingOfValidity(string group) =>
        AssertNone(Verdicts(group).Where(verdict => verdict.IsAccepted && Judge(verdict) is { File: not null, IsRefused: true }));

    [Theory]
    [InlineData("mutations")]
    [InlineData("documents")]
    public void AcceptedObject_IsRead(string group) => AssertNone(Verdicts(group).Where(verdict => verdict.IsAccepted && Judge(verdict).File is null));

    [Theory]
    [InlineData("mutations")]
    [InlineData("documents")]
    public void ObjectThatCannotBeDecoded_IsRefused(string group) =>
        AssertNone(Verdicts(group).Where(verdict => verdict.IsDecoding && !Judge(verdict).IsRefused));

    [Fact]
    public void RefusedDocument_PointsIntoItself()
    {
        foreach (var verdict in Verdicts("documents"))
        {
            foreach (var finding in Judge(verdict).Findings)
            {
                Assert.NotEqual(Position.None, finding.Position);
                Assert.False(finding.Pointer.Length > 0 && JsonPointer.Resolve(finding.Object.Root, finding.Pointer) is null, $"{verdict.Name}: {finding} {finding.Pointer}");
            }
        }
    }

    [Fact]
    public void NoRule_FailsOnAnyObject()
    {
        var everything = new Auditor();
        foreach (var verdict in Verdicts("mutations"))
        {
            if (Read(verdict).File is { } file)
            {
                var faults = everything.Audit([file], new AuditSettings(), TestContext.Current.CancellationToken).Faults;
                Assert.True(faults.Count == 0, $"{verdict.Name}: {string.Join("; ", faults)}");
            }
        }
    }

    [Fact]
    public void Agreement_IsWhatWasReachedBefore()
    {
        var text = new StringBuilder();
        foreach (var group in new[] { "mutations", "versions", "documents" })
        {
            var (seen, refused, silent, accepted) = (0, 0, 0, 0);
            foreach (var verdict in Verdicts(group))
            {
                var isRefused = Judge(verdict).IsRefused;
                (seen, refused) = verdict.IsAccepted ? (seen, refused) : (seen + (isRefused ? 1 : 0), refused + 1);
                (silent, accepted) = verdict.IsAccepted ? (silent + (isRefused ? 0 : 1), accepted + 1) : (silent, accepted);
            }

            text.Append(CultureInfo.InvariantCulture, $"{group}: {seen} of {refused} refused, {silent} of {accepted} accepted\n");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString());
        GoldenFile.Matches(AgreementFile, text.ToString());
    }

    [Fact]
    public void PlainScalar_IsReadAsTheServerReadsIt()
    {
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Corpus.File("apiserver", "yaml-scalars.jsonl")))
        {
            var scalar = JsonNode.Parse(line)!;
            var readAs = (string)scalar["read_as"]!;
            var reading = Read($"  k: {scalar["scalar"]}\n");
            var value = reading.File?.Documents[0].Root!.Mapping("data")!["k"];
            var found = value switch
            {
                null => "refused",
                MappingNode => "object",
                SequenceNode => "array",
                ScalarNode { Kind: ScalarKind.Float } infinite when !ScalarFormat.IsNumber(infinite) => "refused",
                ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } => "number",
                ScalarNode { Kind: var kind } => kind.ToString().ToLowerInvariant(),
                _ => "",
            };
            // Nothing at all is null, which the server reads into a string as one without letters.
            found = found == "null" && (string?)scalar["value"] == "" ? readAs : found;
            var isSame = found == readAs && (readAs != "string" || value is ScalarNode { IsNull: true } || ((ScalarNode)value!).Value == (string)scalar["value"]!);
            var key = scalar["as_key"] is null ? null : Read($"  {scalar["scalar"]}: x\n").File?.Documents[0].Root!.Mapping("data")!.Entries[0].Key.Value;
            if (!isSame || key != (string?)scalar["as_key"])
            {
                wrong.Add($"{line} is read as {found}, as a key {key}");
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<Verdict> Verdicts(string group)
    {
        var folder = Path.GetDirectoryName(Corpus.File("apiserver", "mutations.jsonl"))!;
        return group == "documents" ? Verdict.OfDocuments(folder) : Verdict.OfMutations(folder, olderVersions: group == "versions");
    }

    private static void AssertNone(IEnumerable<Verdict> wrong) =>
        Assert.Empty(wrong.Select(verdict => $"{verdict.Name} ({verdict.Reason}): {string.Join("; ", Judge(verdict).Findings)}").Take(20));

    private static (ManifestFile? File, bool IsRefused, List<Finding> Findings) Judge(Verdict verdict)
    {
        var reading = Read(verdict);
        if (reading.File is not { } file)
        {
            return (null, true, []);
        }

        Assert.True(KubernetesVersion.TryParse(verdict.Version ?? KubernetesVersion.Newest.ToString(), out var version));
        var findings = Auditor.Audit([file], new AuditSettings { KubernetesVersion = version }, TestContext.Current.CancellationToken).Findings.ToList();
        return (file, findings.Exists(finding => finding.IsRefusal), findings);
    }

    private static ManifestReading Read(Verdict verdict) => new ManifestReader().Read("object", Encoding.UTF8.GetBytes(verdict.Text));

    private static ManifestReading Read(string data) =>
        new ManifestReader().Read("object", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{data}"));
}
