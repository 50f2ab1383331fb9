using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Auditing;

public sealed class SuppressionTests
{
    [Theory]
    [InlineData("advisor.microservice.dev/ignore.proxy: readiness-probe", "web")]
    [InlineData("advisor.microservice.dev/ignore.web: \"liveness-probe, readiness-probe\"", "proxy")]
    [InlineData("advisor.microservice.dev/ignore: readiness-probe", null)]
    [InlineData("advisor.microservice.dev/ignored.proxy: readiness-probe", "proxy web")]
    public void Annotation_IgnoresForItsContainer(string annotation, string? found)
    {
        var report = Audit(Pod(annotation), [.. RuleCatalog.All]);

        Assert.Equal(found ?? "", string.Join(' ', Containers(report.Findings).Order()));
        Assert.Equal(2 - (found?.Split(' ').Length ?? 0), Containers(report.Suppressed.Select(suppressed => suppressed.Finding)).Count());
    }

    [Fact]
    public void Rule_FailsAsLongAsOneContainerIsNotIgnored()
    {
        var one = Audit(Pod("advisor.microservice.dev/ignore.proxy: readiness-probe"), RuleCatalog.Find("readiness-probe")!);
        var both = Audit(Pod("advisor.microservice.dev/ignore.proxy: readiness-probe\n    advisor.microservice.dev/ignore.web: readiness-probe"), RuleCatalog.Find("readiness-probe")!);

        Assert.Equal((new Score(0, 3), new Score(0, 0)), (one.Score, both.Score));
    }

    [Theory]
    [InlineData("advisor.microservice.dev/ignore-reason.proxy: its own", "its own")]
    [InlineData("advisor.microservice.dev/ignore-reason: everybody's", "everybody's")]
    [InlineData("advisor.microservice.dev/ignore-reason.web: another's", null)]
    public void Reason_IsTheContainersElseTheObjects(string annotation, string? reason)
    {
        var report = Audit(Pod($"advisor.microservice.dev/ignore.proxy: readiness-probe\n    {annotation}"), RuleCatalog.Find("readiness-probe")!);

        Assert.Equal(reason, Assert.Single(report.Suppressed).Reason);
    }

    [Fact]
    public void FormerIdOfARule_StillSuppressesIt()
    {
        var report = Audit(Pod("advisor.microservice.dev/ignore: old-name"), new FindingRule("new-name", Severity.Danger, needsWhole: false, "oldest-name", "old-name"));

        Assert.Empty(report.Findings);
        Assert.Equal("new-name", Assert.Single(report.Suppressed).Finding.RuleId);
    }

    private static IEnumerable<string?> Containers(IEnumerable<Finding> findings) =>
        findings.Where(finding => finding.RuleId == "readiness-probe").Select(finding => finding.Container);

    private static string Pod(string annotations) =>
        $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    {annotations}\nspec:\n  containers:\n"
        + "    - {name: proxy, image: a, ports: [{containerPort: 80}]}\n    - {name: web, image: a, ports: [{containerPort: 81}]}\n";

    private static AuditReport Audit(string text, params Rule[] rules) =>
        new Auditor(rules).Audit([new ManifestReader().Read("f.yaml", Encoding.UTF8.GetBytes(text)).File!], new AuditSettings(), TestContext.Current.CancellationToken);
}
