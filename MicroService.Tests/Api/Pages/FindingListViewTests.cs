using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Api.Pages.Findings;
using MicroService.Api.Pages.Layouts;

namespace MicroService.Tests.Api.Pages;

/// <summary>What a list of findings shows of many.</summary>
public sealed class FindingListViewTests
{
    [Fact]
    public void WorstFinding_IsShownFirstHoweverLateItComes()
    {
        var findings = Enumerable.Repeat(Finding(Severity.Advice), 1_200).Append(Finding(Severity.Danger)).ToList();

        var view = new FindingListView(findings, "");

        Assert.Equal((Severity.Danger, 1_000, 201), (view.Shown.First().Severity, view.Shown.Count(), view.Hidden));
    }

    [Fact]
    public void FindingsThatWereLeftOutBefore_CountAsHidden() =>
        Assert.Equal(4_000, new FindingListView([.. Enumerable.Repeat(Finding(Severity.Advice), 1_000)], "", 5_000).Hidden);

    [Fact]
    public void FewFindings_AreAllShown() => Assert.Equal(0, new FindingListView([Finding(Severity.Advice)], "").Hidden);

    [Theory]
    [InlineData(0, 1, 1, "0 dangers, 1 warning, 1 advice")]
    [InlineData(1, 0, 0, "1 danger, 0 warnings, 0 advice")]
    [InlineData(1_200, 2, 3, "1,200 dangers, 2 warnings, 3 advice")]
    public void Counts_AreInTheRightNumber(int danger, int warning, int advice, string words) =>
        Assert.Equal(words, Amount.Of(new FindingCounts(danger, warning, advice, 0)));

    private static AuditFinding Finding(Severity severity) => new(
        "replicas", RuleCategory.Rollout, severity, new ObjectReference("apps/v1", "Deployment", "shop", "cart"), null, "/spec", "cart.yaml", 1, 1,
        "There is one.", null);
}
