using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Advisor.Rules;

public sealed class RuleCaseTests
{
    public static TheoryData<string> Failing => [.. RuleCase.Names("fail")];

    public static TheoryData<string> Passing => [.. RuleCase.Names("pass")];

    [Theory]
    [MemberData(nameof(Passing))]
    public void PassingCase_AppliesAndFindsNothing(string name)
    {
        var passing = RuleCase.Load(name);

        Assert.Empty(passing.Report.Findings);
        Assert.Empty(passing.Report.Suppressed);
        // A case that the rule has nothing to say about is named for it, so that no pass is empty by accident.
        Assert.Equal(!name.Contains("/pass.not-applicable", StringComparison.Ordinal), passing.Report.Objects.Any());
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void FailingCase_FindsWhatIsExpected(string name)
    {
        var failing = RuleCase.Load(name);

        Assert.NotEmpty(failing.Report.Findings);
        Assert.Empty(failing.Report.Faults);
        Assert.All(failing.Report.Findings, finding => Assert.NotEqual(Position.None, finding.Position));
        GoldenFile.Matches(failing.Beside(".findings"), failing.Findings());
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void FailingCase_IsFixedAsExpected(string name)
    {
        var failing = RuleCase.Load(name);
        if (failing.Report.Findings.All(finding => finding.Fix is null))
        {
            Assert.False(File.Exists(RepositoryRoot.Combine(failing.Beside(".fixed.yaml"))), "A person must decide, so there is no fixed document.");
            return;
        }

        var result = failing.Fixed();
        var printed = result.Files[0].Print();

        Assert.DoesNotContain(result.Remaining.Findings, finding => finding.Fix is not null);
        GoldenFile.Matches(failing.Beside(".fixed.yaml"), printed);
        var again = new ManifestReader().Read(name, Encoding.UTF8.GetBytes(printed));
        Assert.Empty(again.Problems);
    }
}
