using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Validity;
using MicroService.Advisor.Settings;

namespace MicroService.Tests.Advisor.Auditing;

public sealed class AuditorTests
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n";

    [Fact]
    public void RuleThatThrows_BecomesAFindingAndAFault()
    {
        var report = Audit([new ThrowingRule(), new FindingRule("after", Severity.Advice)], Pod);

        Assert.Equal([Auditor.RuleFaultId, "after"], report.Findings.Select(finding => finding.RuleId));
        var fault = Assert.Single(report.Faults);
        Assert.Equal(("throws", "on purpose"), (fault.RuleId, fault.Exception.Message));
        Assert.Contains("throws", report.Findings.First().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralWorkers_FindTheSameInTheSameOrder()
    {
        var text = string.Join("---\n", Enumerable.Range(0, 500).Select(number =>
            $"apiVersion: v1\nkind: {(number % 3 == 0 ? "Service" : "Pod")}\nmetadata:\n  name: p{number}\nspec:\n  containers: [{{name: a, image: a}}]\n"));
        var file = new ManifestReader().Read("pods.yaml", Encoding.UTF8.GetBytes(text)).File!;

        var alone = new Auditor().Audit([file], new AuditSettings(), TestContext.Current.CancellationToken);
        var shared = new Auditor().Audit([file], new AuditSettings { MaxWorkers = 4 }, TestContext.Current.CancellationToken);

        Assert.Equal(alone.Findings.Select(finding => finding.ToString()), shared.Findings.Select(finding => finding.ToString()));
        Assert.Equal(alone.Score, shared.Score);
    }

    [Fact]
    public void VariablesOfATemplate_AreOneFindingAndNoFault()
    {
        var file = Read(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: "${NAME}", namespace: $SPACE}
            spec:
              replicas: ${REPLICAS}
              selector: {matchLabels: {app: "${NAME}"}}
              template:
                metadata: {labels: {app: "${NAME}"}}
                spec: {containers: [{name: web, image: "r.example.com/web:1", resources: {limits: {memory: "${MEMORY:-1Gi}"}}}]}
            """);

        var report = new Auditor().Audit([file], new AuditSettings(), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(report.Findings, finding => finding.Severity == Severity.Danger);
        var template = Assert.Single(report.Findings, finding => finding.RuleId == "unrendered-template");
        Assert.Equal((Severity.Warning, 3), (template.Severity, template.Position.Line));
        Assert.Contains("${NAME}", template.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 1\nrules:\n  unrendered-template: off\n", 0)]
    [InlineData("version: 1\nexceptions:\n- {rules: [unrendered-template], object: ConfigMap/*, reason: rendered by Flux}\n", 1)]
    public void Variables_AreAcceptedAsTheSettingsSay(string settings, int suppressed)
    {
        var policy = new SettingsReader().Read("settings.yaml", Encoding.UTF8.GetBytes(settings)).Policy!;

        var report = new Auditor().Audit(
            [Read("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"${NAME}\"}\n")], new AuditSettings { Policy = policy }, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(report.Findings, finding => finding.RuleId == "unrendered-template");
        Assert.Equal(suppressed, report.Suppressed.Count(finding => finding.Finding.RuleId == "unrendered-template"));
    }

    [Fact]
    public void WrongValueBesideVariables_IsStillFound()
    {
        var report = new Auditor().Audit(
            [Read("apiVersion: v1\nkind: Pod\nmetadata: {name: \"${NAME}\"}\nspec: {containers: [{name: A_b, image: a, args: [\"${X}\"]}]}\n")],
            new AuditSettings(), TestContext.Current.CancellationToken);

        Assert.Contains(report.Findings, finding => finding.IsRefusal);
        Assert.Single(report.Findings, finding => finding.RuleId == "unrendered-template");
    }

    [Fact]
    public void Score_WeighsRulesByTheirSeverity()
    {
        var report = Audit([new FindingRule("danger", Severity.Danger), new PassingRule("warning", Severity.Warning), new PassingRule("advice", Severity.Advice)], Pod);

        Assert.Equal(new Score(3, 6), report.Score);
        Assert.Equal(50, report.Score.Value);
        Assert.Equal(["warning", "advice"], Assert.Single(report.Objects).PassedRules);
    }

    [Fact]
    public void IgnoredRule_IsReportedAsSuppressedAndNotScored()
    {
        var text = Pod + $"  annotations:\n    {Suppression.IgnoreAnnotation}: \"danger, other\"\n    {Suppression.ReasonAnnotation}: because\n";

        var report = Audit([new FindingRule("danger", Severity.Danger), new PassingRule("advice", Severity.Advice)], text);

        Assert.Empty(report.Findings);
        Assert.Equal("because", Assert.Single(report.Suppressed).Reason);
        Assert.Equal(new Score(1, 1), report.Score);
    }

    [Fact]
    public void IgnoredRefusal_StillGivesGradeF()
    {
        var text = $"{Pod}  annotations:\n    {Suppression.IgnoreAnnotation}: known-field\nspeck: {{}}\n";

        var report = Audit([new KnownFieldRule(), new PassingRule("advice", Severity.Advice)], text);

        Assert.Single(report.Suppressed);
        Assert.Equal('F', report.Score.Grade);
    }

    [Fact]
    public void PodTemplatesAnnotation_CountsForItsWorkload()
    {
        var text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  template:\n    metadata:\n      annotations:\n"
            + $"        {Suppression.IgnoreAnnotation}: danger\n    spec:\n      containers: []\n";

        var report = Audit([new FindingRule("danger", Severity.Danger)], text);

        Assert.Empty(report.Findings);
        Assert.Single(report.Suppressed);
    }

    [Theory]
    [InlineData(2, false, 2)]
    [InlineData(1, true, 1)]
    [InlineData(0, true, 0)]
    public void MoreFindingsThanAskedFor_CutTheReport(int limit, bool isCut, int findings)
    {
        var file = new ManifestReader().Read("pod.yaml", Encoding.UTF8.GetBytes(Pod)).File!;

        var report = new Auditor([new FindingRule("danger", Severity.Danger), new FindingRule("advice", Severity.Advice)])
            .Audit([file], new AuditSettings { MaxFindings = limit }, TestContext.Current.CancellationToken);

        Assert.Equal((isCut, findings), (report.IsCut, report.Findings.Count()));
    }

    [Fact]
    public void RuleWithoutEnd_IsAskedForOneFindingTooMany()
    {
        var rule = new EndlessRule();

        var report = new Auditor([rule]).Audit([Read(Pod)], new AuditSettings { MaxFindings = 10 }, TestContext.Current.CancellationToken);

        Assert.Equal((true, 11), (report.IsCut, rule.Made));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void RuleThatNeedsTheWhole_IsLeftOutOfPartialAudits(bool isPartial, int findings)
    {
        var report = new Auditor([new FindingRule("whole", Severity.Danger, needsWhole: true)])
            .Audit([Read(Pod)], new AuditSettings { Partial = isPartial }, TestContext.Current.CancellationToken);

        Assert.Equal(findings, report.Findings.Count());
    }

    [Fact]
    public void CancelledAudit_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => new Auditor().Audit([Read(Pod)], new AuditSettings(), cancelled.Token));
    }

    private static AuditReport Audit(IReadOnlyList<Rule> rules, string text) =>
        new Auditor(rules).Audit([Read(text)], new AuditSettings(), TestContext.Current.CancellationToken);

    private static ManifestFile Read(string text)
    {
        var reading = new ManifestReader().Read("f.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }
}
