using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using Microsoft.Extensions.Time.Testing;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Auditing;

public sealed class AuditPolicyTests
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n";

    private static readonly DateOnly LastDay = new(2030, 1, 31);

    [Fact]
    public void RuleThatIsOff_IsNotLookedAt()
    {
        var report = Audit(Pod, Rule("danger", new RulePolicy { IsOff = true }), new FindingRule("danger", Severity.Danger), new PassingRule("advice", Severity.Advice));

        Assert.Empty(report.Findings.Concat(report.Suppressed.Select(suppressed => suppressed.Finding)));
        Assert.Equal(new Score(1, 1), report.Score);
    }

    [Fact]
    public void Severity_IsTheTeamsAndWeighsInTheScore()
    {
        var report = Audit(Pod, Rule("danger", new RulePolicy { Severity = Severity.Advice }), new FindingRule("danger", Severity.Danger));

        Assert.Equal(Severity.Advice, Assert.Single(report.Findings).Severity);
        Assert.Equal(new Score(0, 1), report.Score);
    }

    [Fact]
    public void SeverityOfARefusal_DoesNotChangeTheGrade()
    {
        var policy = Rule("known-field", new RulePolicy { Severity = Severity.Advice });

        var report = Audit(Pod + "speck: {}\n", policy, [.. RuleCatalog.All]);

        Assert.Contains(report.Findings, finding => finding is { RuleId: "known-field", Severity: Severity.Advice });
        Assert.Equal('F', report.Score.Grade);
    }

    [Fact]
    public void FailureOfARule_KeepsItsSeverity()
    {
        var report = Audit(Pod, Rule("throws", new RulePolicy { Severity = Severity.Advice }), new ThrowingRule());

        Assert.Equal(Severity.Warning, Assert.Single(report.Findings).Severity);
    }

    [Theory]
    [InlineData(null, null, "server", true)]
    [InlineData("shop", null, null, true)]
    [InlineData("sh*", null, null, true)]
    [InlineData("*", "Deployment/ca?t", "serv*", true)]
    [InlineData("store", null, null, false)]
    [InlineData(null, "StatefulSet/*", null, false)]
    [InlineData("shop", null, "proxy", false)]
    public void Exception_CoversWhatItNames(string? ns, string? subject, string? container, bool isCovered)
    {
        var exception = new PolicyExemption { Rules = ["readiness-probe"], Namespace = ns, Object = subject, Container = container, Reason = "It is a sample." };

        var report = Audit(Documents.Careless, new AuditPolicy { Exceptions = [exception] }, [.. RuleCatalog.All]);

        Assert.NotEqual(isCovered, report.Findings.Any(finding => finding.RuleId == "readiness-probe"));
        Assert.Equal(isCovered ? 1 : 0, report.Suppressed.Count);
        Assert.All(report.Suppressed, suppressed => Assert.Equal(("It is a sample.", SuppressionSource.Settings), (suppressed.Reason, suppressed.By)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exception_AppliesToTheEndOfItsLastDay(bool applies)
    {
        var exception = new PolicyExemption { Rules = ["danger"], Namespace = "*", Reason = "Until the migration.", Expires = LastDay };
        var lastMinute = new DateTimeOffset(LastDay, new TimeOnly(23, 59), TimeSpan.Zero);
        var clock = new FakeTimeProvider(applies ? lastMinute : lastMinute.AddMinutes(1));

        var report = new Auditor([new FindingRule("danger", Severity.Danger)])
            .Audit([Read(Pod)], new AuditSettings { Policy = new AuditPolicy { Exceptions = [exception] }, Time = clock }, TestContext.Current.CancellationToken);

        Assert.Equal(applies, !report.Findings.Any());
        Assert.Equal(applies, !report.Expired.Contains(exception));
    }

    [Fact]
    public void Annotation_GoesBeforeAnException()
    {
        var policy = new AuditPolicy { Exceptions = [new PolicyExemption { Rules = ["readiness-probe"], Namespace = "shop", Reason = "It is a sample." }] };

        var report = Audit(Documents.Excused, policy, [.. RuleCatalog.All]);

        var suppressed = Assert.Single(report.Suppressed);
        Assert.Equal(("A batch worker in disguise.", SuppressionSource.Annotation), (suppressed.Reason, suppressed.By));
    }

    [Fact]
    public void AcceptedFinding_IsNotFixed()
    {
        var policy = new AuditPolicy
        {
            Rules = new Dictionary<string, RulePolicy> { ["liveness-probe"] = new() { IsOff = true } },
            Exceptions = [new PolicyExemption { Rules = ["readiness-probe"], Namespace = "shop", Reason = "It is a sample." }],
        };

        var result = new Fixer().Fix([Read(Documents.Careless)], new FixSettings { Unsafe = true, Policy = policy }, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(result.Applied, fix => fix.RuleId is "readiness-probe" or "liveness-probe");
        Assert.Contains(result.Applied, fix => fix.RuleId == "replicas");
    }

    [Theory]
    [InlineData("replicas", "minimum", 3, "replicas: 2", true)]
    [InlineData("replicas", "minimum", 3, "replicas: 3", false)]
    [InlineData("min-ready-seconds", "minimumSeconds", 30, "minReadySeconds: 10", true)]
    [InlineData("min-ready-seconds", "minimumSeconds", 30, "minReadySeconds: 30", false)]
    [InlineData("revision-history-limit", "maximum", 5, "revisionHistoryLimit: 10", true)]
    [InlineData("revision-history-limit", "maximum", 30, "revisionHistoryLimit: 25", false)]
    [InlineData("grace-period", "minimumSeconds", 60, "template: {spec: {terminationGracePeriodSeconds: 30, containers: [{name: server, ports: [{containerPort: 80}]}]}}", true)]
    [InlineData("grace-period", "minimumSeconds", 60, "template: {spec: {terminationGracePeriodSeconds: 60, containers: [{name: server, ports: [{containerPort: 80}]}]}}", false)]
    public void Parameter_DecidesWhatIsFound(string rule, string parameter, long value, string field, bool isFound)
    {
        var template = field.StartsWith("template", StringComparison.Ordinal) ? "" : "  template: {spec: {containers: [{name: server, image: a, ports: [{containerPort: 80}]}]}}\n";
        var text = $"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\nspec:\n{template}  {field}\n";
        var policy = Rule(rule, new RulePolicy { Parameters = new Dictionary<string, long> { [parameter] = value } });

        var report = Audit(text, policy, RuleCatalog.Find(rule)!);

        Assert.Equal(isFound, report.Findings.Any());
    }

    [Fact]
    public void ParameterOfAnAutoscaler_DecidesWhatIsFoundAndHowItIsFixed()
    {
        var file = Read("apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: cart\nspec:\n  minReplicas: 2\n  maxReplicas: 3\n");
        var policy = Rule("hpa-min-replicas", new RulePolicy { Parameters = new Dictionary<string, long> { ["minimum"] = 4 } });

        var result = new Fixer([RuleCatalog.Find("hpa-min-replicas")!]).Fix([file], new FixSettings { Unsafe = true, Policy = policy }, TestContext.Current.CancellationToken);

        Assert.Contains("  minReplicas: 4\n  maxReplicas: 5\n", result.Files[0].Print(), StringComparison.Ordinal);
        Assert.Empty(result.Remaining.Findings);
    }

    private static AuditPolicy Rule(string id, RulePolicy policy) => new() { Rules = new Dictionary<string, RulePolicy> { [id] = policy } };

    private static AuditReport Audit(string text, AuditPolicy policy, params Rule[] rules) =>
        new Auditor(rules).Audit([Read(text)], new AuditSettings { Policy = policy }, TestContext.Current.CancellationToken);

    private static ManifestFile Read(string text) => new ManifestReader().Read("f.yaml", Encoding.UTF8.GetBytes(text)).File!;
}
