using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;

namespace MicroService.Tests.Advisor.Rules;

/// <summary>The same object in two files, which is a conflict unless a Kustomization of its own builds each.</summary>
public sealed class DuplicateObjectTests
{
    private const string Settings = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

    private const string Kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

    [Fact]
    public void ObjectInTwoFiles_NamesBothPlaces()
    {
        var finding = Assert.Single(Audit(("a.yaml", Settings), ("b.yaml", "# again\n" + Settings)).Findings);

        Assert.Equal(("b.yaml", 5), (finding.Source, finding.Position.Line));
        Assert.Contains("a.yaml:4:9", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ObjectInThreeFiles_IsFoundInEachButTheFirst()
    {
        var report = Audit(("a.yaml", Settings), ("b.yaml", Settings), ("c.yaml", Settings));

        Assert.Equal(["b.yaml", "c.yaml"], report.Findings.Select(finding => finding.Source));
    }

    [Theory]
    [InlineData("base/kustomization.yaml", "overlays/prod/kustomization.yaml", "", 0)]
    [InlineData("overlays/prod/kustomization.yaml", "overlays/dev/kustomization.yaml", "", 0)]
    [InlineData("overlays/kustomization.yaml", "kustomization.yaml", "", 0)]
    [InlineData("kustomization.yaml", "other/kustomization.yaml", "", 1)]
    [InlineData("kustomization.yaml", "other/kustomization.yaml", "patches: [{path: overlays/prod/settings.yaml}]", 0)]
    [InlineData("kustomization.yaml", "other/kustomization.yaml", "patchesStrategicMerge: [./overlays/prod/settings.yaml]", 0)]
    public void KustomizationsOfTheirOwn_BuildTheirOwnObjects(string one, string other, string patches, int findings)
    {
        var report = Audit(
            ("base/settings.yaml", Settings), ("overlays/prod/settings.yaml", Settings), (one, Kustomization + patches), (other, Kustomization));

        Assert.Equal(findings, report.Findings.Count());
    }

    private static AuditReport Audit(params (string Name, string Text)[] files) => new Auditor([new DuplicateObjectRule()]).Audit(
        files.Select(file => new ManifestReader().Read(file.Name, Encoding.UTF8.GetBytes(file.Text)).File!), new AuditSettings(), TestContext.Current.CancellationToken);
}
