using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Fixing;

public sealed class ChosenFixesTests
{
    private const string Careless = Api.Manifests.Careless;

    [Fact]
    public void NothingChosen_ChangesNothing()
    {
        var result = Apply([], isSafeChosen: false);

        Assert.Empty(result.Applied);
        Assert.Equal(Careless, result.Files[0].Print());
    }

    [Fact]
    public void EachFix_TakesItsFindingAwayAndNoOther()
    {
        foreach (var (fingerprint, ruleId) in Fixable())
        {
            var result = Apply([fingerprint], isSafeChosen: false);

            Assert.Equal([ruleId], result.Applied.Select(static fix => fix.RuleId).Distinct());
            Assert.DoesNotContain(fingerprint, FingerprintsOf(result.Remaining).Select(static finding => finding.Fingerprint));
        }
    }

    [Fact]
    public void OrderOfTheChoice_DoesNotMatter()
    {
        string[] all = [.. Fixable().Select(static finding => finding.Fingerprint)];

        Assert.Equal(Apply(all, isSafeChosen: false).Files[0].Print(), Apply([.. all.Reverse()], isSafeChosen: false).Files[0].Print());
    }

    [Fact]
    public void SafeFixes_AreThoseThatFixingTakes()
    {
        var expected = new Fixer().Fix([Read()], new FixSettings(), TestContext.Current.CancellationToken);

        Assert.Equal(expected.Files[0].Print(), Apply([], isSafeChosen: true).Files[0].Print());
    }

    [Fact]
    public void Difference_IsWhatTheFixAloneChanges()
    {
        var report = new Auditor().Audit([Read()], new AuditSettings(), TestContext.Current.CancellationToken);
        foreach (var (finding, fingerprint) in FingerprintsOf(report).Where(static finding => finding.Finding.Fix is { } fix && fix.Operations.All(static operation => operation is not AddObject))
            .Select(static finding => (finding.Finding, finding.Fingerprint)))
        {
            var after = Apply([fingerprint], isSafeChosen: false).Files[0].Print();

            var lines = FixDifference.Of(finding.Fix!, report.Graph);

            Assert.Equal(Changed(UnifiedDiff.Between("", Careless, after).Skip(2)), Changed(lines));
        }
    }

    private static IEnumerable<string> Changed(IEnumerable<string> lines) => lines.Where(static line => line[0] is '+' or '-');

    private static List<(string Fingerprint, string RuleId)> Fixable() =>
    [
        .. FingerprintsOf(new Auditor().Audit([Read()], new AuditSettings(), TestContext.Current.CancellationToken)).Where(static finding => finding.Finding.Fix is not null)
            .Select(static finding => (finding.Fingerprint, finding.Finding.RuleId)),
    ];

    private static List<(Finding Finding, string Fingerprint)> FingerprintsOf(AuditReport report)
    {
        var fingerprints = new Fingerprints();
        return [.. report.Findings.Select(finding => (finding, fingerprints.Of(finding)))];
    }

    private static FixResult Apply(string[] chosen, bool isSafeChosen) =>
        ChosenFixes.Apply([Read()], chosen.ToHashSet(), isSafeChosen, new AuditSettings(), TestContext.Current.CancellationToken).Result;

    private static ManifestFile Read() => new ManifestReader().Read("manifest.yaml", Encoding.UTF8.GetBytes(Careless)).File!;
}
