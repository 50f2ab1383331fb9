using System.Xml.Linq;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Tests.Corpora;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class JUnitReportTests
{
    [Fact]
    public void Finding_AtOrAboveTheSeverityIsAFailure()
    {
        var test = Case(Report(Documents.Careless, Severity.Danger), "readiness-probe");

        var failure = Assert.Single(test.Elements());
        Assert.Equal("failure", failure.Name);
        Assert.Equal("danger", (string?)failure.Attribute("type"));
        Assert.Equal("server: The container serves a port but has no readiness probe.", (string?)failure.Attribute("message"));
        Assert.StartsWith("cart.yaml:17:11: server: ", failure.Value, StringComparison.Ordinal);
        Assert.Equal(("cart.yaml", 17), ((string?)test.Attribute("file"), (int?)test.Attribute("line")));
    }

    [Fact]
    public void Finding_BelowTheSeverityIsOutputOfATestThatPasses()
    {
        var report = AuditedText.Audit(Documents.Careless);
        var advice = report.Findings.First(finding => finding.Severity == Severity.Advice);

        var output = Assert.Single(Case(Report(Documents.Careless, Severity.Danger), advice.RuleId).Elements());

        Assert.Equal("system-out", output.Name);
        Assert.Contains(advice.Message, output.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void SuppressedFinding_IsSkippedForItsReason()
    {
        var skipped = Assert.Single(Case(Report(Documents.Excused, Severity.Advice), "readiness-probe").Elements());

        Assert.Equal("skipped", skipped.Name);
        Assert.Equal("A batch worker in disguise.", (string?)skipped.Attribute("message"));
    }

    [Fact]
    public void PassedRule_IsATestWithoutContent()
    {
        var passed = AuditedText.Audit(Documents.Careless).Objects[0].PassedRules;

        Assert.All(passed, rule => Assert.Empty(Case(Report(Documents.Careless, Severity.Advice), rule).Elements()));
    }

    [Theory]
    [InlineData(Severity.Danger)]
    [InlineData(Severity.Warning)]
    [InlineData(Severity.Advice)]
    public void RealManifests_AreCountedAsTheReportSays(Severity failOn)
    {
        var text = File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml"));
        var audit = AuditedText.Audit(text);

        var report = Report(text, failOn);

        var suites = report.Elements("testsuite").ToList();
        var tests = suites.Elements("testcase").ToList();
        Assert.Equal(
            audit.Objects.Sum(audited => audited.Findings.Where(finding => finding.Severity >= failOn).DistinctBy(finding => finding.RuleId).Count()),
            tests.Elements("failure").Count());
        Assert.Equal(tests.Elements("failure").Count(), (int?)report.Attribute("failures"));
        Assert.Equal(tests.Count, (int?)report.Attribute("tests"));
        Assert.All(suites, suite => Assert.Equal(suite.Elements("testcase").Count(), (int?)suite.Attribute("tests")));
        Assert.Equal(tests.Count, tests.DistinctBy(test => ((string?)test.Attribute("classname"), (string?)test.Attribute("name"))).Count());
    }

    [Fact]
    public void CharactersThatXmlHasNot_AreEscaped()
    {
        var report = Report("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a\u0001\ud83d\ude00"}, "spec": {"containers": [{"name": "b\u0007", "image": "c"}]}}""", Severity.Danger);

        Assert.Contains("Pod/a\\u0001\U0001F600", report.Elements("testsuite").Select(suite => (string?)suite.Attribute("name")));
    }

    private static XElement Report(string text, Severity failOn)
    {
        using var stream = new MemoryStream(JUnitReport.Write(AuditedText.Audit(text), failOn).ToArray());
        return XDocument.Load(stream).Root!;
    }

    private static XElement Case(XElement report, string rule) =>
        Assert.Single(report.Elements("testsuite").Elements("testcase"), test => (string?)test.Attribute("name") == rule);
}
