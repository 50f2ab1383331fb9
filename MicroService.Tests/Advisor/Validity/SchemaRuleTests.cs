using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Tests.Advisor.Validity;

public sealed class SchemaRuleTests
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: c\n    image: nginx:1.27\n";

    [Fact]
    public void RefusedObject_HasGradeFAndSoHasTheAudit()
    {
        var report = Audit(Pod + "    imagePullPolicy: Sometimes\n---\n" + Pod.Replace("name: p", "name: q", StringComparison.Ordinal));

        Assert.Equal('F', report.Score.Grade);
        Assert.Equal([true, false], report.Objects.Select(audited => audited.Score.IsRefused));
        Assert.InRange(report.Score.Value, 0, 49);
    }

    [Fact]
    public void RulesOfValidity_WeighNothing()
    {
        var report = new Auditor([RuleOf("known-field"), RuleOf("field-type")]).Audit([Read(Pod)], new AuditSettings(), TestContext.Current.CancellationToken);

        Assert.Equal(new Score(0, 0), report.Score);
        Assert.Equal(["known-field", "field-type"], Assert.Single(report.Objects).PassedRules);
    }

    [Theory]
    [InlineData("    readinesProbe:\n      tcpSocket: {port: 80}\n", "readiness-probe")]
    [InlineData("    Resources: {limits: {memory: 64Mi}}\n", "memory-limit")]
    public void MisspeltField_IsNotMissing(string field, string rule)
    {
        var report = Audit(Pod + field);

        Assert.Contains(report.Findings, finding => finding.RuleId == "known-field");
        Assert.DoesNotContain(report.Findings, finding => finding.RuleId == rule);
    }

    [Fact]
    public void MisspeltField_IsRenamedAndNotAddedASecondTime()
    {
        var result = new Fixer().Fix([Read(Pod + "    resorces:  # asked for\n      requests: {memory: 64Mi}\n")], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);

        var printed = result.Files[0].Print();
        Assert.Contains("    resources:  # asked for\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("resorces", printed, StringComparison.Ordinal);
        Assert.Equal(2, printed.Split("resources:").Length);
    }

    [Fact]
    public void SafeFixes_LeaveAMisspeltNameAndUseItsField()
    {
        var result = new Fixer().Fix([Read(Pod + "    readinesProbe:\n      tcpSocket: {port: 80}\n")], new FixSettings(), TestContext.Current.CancellationToken);

        var printed = result.Files[0].Print();
        Assert.Contains("readinesProbe:", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("readinessProbe:", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void RenamedField_IsRemovedAndAddedAsAPatch()
    {
        var result = new Fixer([RuleOf("known-field")]).Fix([Read(Pod + "    Stdin: true\n")], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("remove", "/spec/containers/0/Stdin"), ("add", "/spec/containers/0/stdin")],
            Assert.Single(result.Patches()).Operations.Select(operation => (operation.Op, operation.Path)));
    }

    [Fact]
    public void QuotedNumber_IsReadAsItWasMeant()
    {
        var report = Audit("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  replicas: \"3\"\n  template:\n    spec:\n      containers:\n      - {name: c, image: a}\n");

        Assert.Contains(report.Findings, finding => finding is { RuleId: "field-type", Pointer: "/spec/replicas", Position: (6, 13) });
        Assert.DoesNotContain(report.Findings, finding => finding.RuleId == "replicas");
    }

    [Fact]
    public void VersionNewerThanAllKnown_IsOnlyWarnedOfWhatItMayHave()
    {
        var settings = new AuditSettings { KubernetesVersion = new KubernetesVersion(KubernetesVersion.Newest.Minor + 1) };

        var report = new Auditor().Audit([Read(Pod + "    news: 1\n    stdin: 1\n")], settings, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("known-field", Severity.Warning), ("field-type", Severity.Danger)],
            report.Findings.Where(finding => finding.RuleId is "known-field" or "field-type").Select(finding => (finding.RuleId, finding.Severity)));
    }

    [Theory]
    [InlineData("1.34", "PodSpec has the field workloadRef from Kubernetes 1.35 on, and 1.34 refuses it.")]
    [InlineData("1.35", null)]
    [InlineData("1.36", "PodSpec has the field workloadRef up to Kubernetes 1.35 only, and 1.36 refuses it.")]
    public void FieldOfOtherVersions_IsSaidSo(string version, string? message)
    {
        Assert.True(KubernetesVersion.TryParse(version, out var parsed));

        var report = new Auditor([RuleOf("known-field")]).Audit([Read(Pod + "  workloadRef: {name: a}\n")], new AuditSettings { KubernetesVersion = parsed }, TestContext.Current.CancellationToken);

        Assert.Equal(message, report.Findings.FirstOrDefault(finding => finding.Pointer == "/spec/workloadRef")?.Message);
    }

    [Fact]
    public void CustomResource_IsNotAuditedAndCountsInNoScore()
    {
        var report = Audit("apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: t\nspecification: {}\n");
        var document = report.ToDocument(partial: false);

        Assert.Empty(report.Findings);
        Assert.Equal("Thing", Assert.Single(document.NotAudited!).Object.Kind);
        Assert.Equal((0, "-"), (document.Score, document.Grade));
        Assert.Contains("\"notAudited\":[{\"object\":{\"apiVersion\":\"example.com/v1\"", Encoding.UTF8.GetString(JsonReport.Write(document)), StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_CarriesItsCategory()
    {
        var document = Audit(Pod + "    news: 1\n").ToDocument(partial: false);

        Assert.Contains("\"category\":\"validity\"", Encoding.UTF8.GetString(JsonReport.Write(document)), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownFieldsWithoutNumber_AreCutAtTheLimit()
    {
        var text = new StringBuilder(Pod);
        for (var i = 0; i < 20_000; i++)
        {
            text.Append($"    f{i}: 1\n");
        }

        var report = new Auditor().Audit([Read(text.ToString())], new AuditSettings { MaxFindings = 50 }, TestContext.Current.CancellationToken);

        Assert.True(report.IsCut);
    }

    private static Rule RuleOf(string id) => RuleCatalog.Find(id)!;

    private static AuditReport Audit(string text) => new Auditor().Audit([Read(text)], new AuditSettings(), TestContext.Current.CancellationToken);

    private static ManifestFile Read(string text) => new ManifestReader().Read("object.yaml", Encoding.UTF8.GetBytes(text)).File!;
}
