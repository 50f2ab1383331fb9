using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Reporting;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class BaselineTests
{
    private const string Other = "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  password: 8f14e45fceea167a5a36dedd4bea2543\n";

    [Fact]
    public void RecordedFindings_AreKnown()
    {
        var audit = Audit(Documents.Careless);

        var compared = Round(Baseline.Of(audit)).Compare(audit);

        Assert.All(compared.Findings, finding => Assert.False(finding.IsNew));
        Assert.Equal((0, audit.Findings.Count, 0), (compared.Baseline!.New, compared.Baseline.Known, compared.Baseline.Gone.Count));
    }

    [Fact]
    public void OtherFindings_AreNew()
    {
        var compared = Round(Baseline.Of(Audit(Documents.Careless))).Compare(Audit("# Moved.\n" + Documents.Careless + Other, "moved.yaml"));

        Assert.Contains(compared.Findings, finding => finding.IsNew == true);
        Assert.All(compared.Findings, finding => Assert.Equal(finding.Object.Kind == "ConfigMap", finding.IsNew));
    }

    [Fact]
    public void MendedFinding_IsGone()
    {
        var baseline = Round(Baseline.Of(Audit(Documents.Careless)));

        var compared = baseline.Compare(Audit(Documents.Careless.Replace("          ports:\n", "          readinessProbe: {tcpSocket: {port: http}}\n          ports:\n", StringComparison.Ordinal)));

        var gone = Assert.Single(compared.Baseline!.Gone, entry => entry.Rule == "readiness-probe");
        Assert.Equal(("shop/Deployment/cart", "server"), (gone.Object, gone.Container));
        Assert.Equal(0, compared.Baseline.NotGiven);
    }

    [Fact]
    public void FindingsOfObjectsThatAreNotGiven_AreOnlyCounted()
    {
        var both = Audit(Documents.Careless + Other);
        var one = Audit(Documents.Careless);

        var compared = Round(Baseline.Of(both)).Compare(one);

        Assert.Equal(both.Findings.Count(finding => finding.Object.Kind == "ConfigMap"), compared.Baseline!.NotGiven);
    }

    [Fact]
    public void SuppressedFinding_IsNotGone()
    {
        var compared = Round(Baseline.Of(Audit(Documents.Careless))).Compare(Audit(Documents.Excused));

        Assert.DoesNotContain(compared.Baseline!.Gone, entry => entry.Rule == "readiness-probe");
    }

    [Fact]
    public void Report_IsABaselineToo()
    {
        var audit = Audit(Documents.Careless);

        var baseline = Baseline.Read("report.json", JsonReport.Write(audit)).Baseline!;

        Assert.Equal(Baseline.Of(audit).Findings.OrderBy(entry => entry.Fingerprint, StringComparer.Ordinal), baseline.Findings.OrderBy(entry => entry.Fingerprint, StringComparer.Ordinal));
    }

    [Fact]
    public void File_HasAFindingOnEachLine()
    {
        var baseline = Baseline.Of(Audit(Documents.Careless));

        var text = Encoding.UTF8.GetString(baseline.Write());

        Assert.Equal(baseline.Findings.Count, text.Split('\n').Count(line => line.StartsWith("    {\"fingerprint\":", StringComparison.Ordinal)));
        Assert.Equal(1, (int?)JsonNode.Parse(text)!["version"]);
    }

    [Theory]
    [InlineData("[]", "A baseline is a JSON object with findings.")]
    [InlineData("{}", "A baseline has a list of findings; record one with --write-baseline.")]
    [InlineData("{\"version\": 2, \"findings\": []}", "Only version 1 of a baseline can be read; record it again with --write-baseline.")]
    [InlineData("{\"findings\": [{\"rule\": \"replicas\"}]}", "The finding has no fingerprint or no rule; record the baseline again with --write-baseline.")]
    public void OtherFile_IsRefused(string text, string message)
    {
        var reading = Baseline.Read("b.json", Encoding.UTF8.GetBytes(text));

        Assert.Null(reading.Baseline);
        Assert.Equal(message, Assert.Single(reading.Problems).Message);
    }

    [Fact]
    public void BrokenFile_IsRefusedWithItsPlace() =>
        Assert.StartsWith("b.json:1:", Assert.Single(Baseline.Read("b.json", "{\"findings\": ["u8.ToArray()).Problems).ToString(), StringComparison.Ordinal);

    private static Baseline Round(Baseline baseline) => Baseline.Read("b.json", baseline.Write()).Baseline!;

    private static AuditDocument Audit(string text, string name = "cart.yaml") => AuditedText.Audit(text, name).ToDocument(partial: false);
}
