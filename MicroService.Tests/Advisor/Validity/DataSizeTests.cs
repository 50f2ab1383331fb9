using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Validity;

public sealed class DataSizeTests
{
    private const int MostBytes = 1024 * 1024;

    [Theory]
    [InlineData("Secret", "data")]
    [InlineData("Secret", "stringData")]
    [InlineData("ConfigMap", "data")]
    [InlineData("ConfigMap", "binaryData")]
    public void BytesUpToTheLimit_AreAccepted(string kind, string field)
    {
        Assert.Empty(Findings(kind, Entry(kind, field, MostBytes)));
        Assert.Single(Findings(kind, Entry(kind, field, MostBytes + 1)));
    }

    [Fact]
    public void OverriddenBytes_DoNotCount() =>
        Assert.Empty(Findings("Secret", Entry("Secret", "data", MostBytes) + Entry("Secret", "stringData", MostBytes)));

    private static string Entry(string kind, string field, int bytes)
    {
        var isEncoded = (kind, field) is ("Secret", "data") or ("ConfigMap", "binaryData");
        return $"{field}:\n  k: {(isEncoded ? Convert.ToBase64String(new byte[bytes]) : new string('x', bytes))}\n";
    }

    private static IReadOnlyList<Finding> Findings(string kind, string entries)
    {
        var text = $"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: big\n{entries}";
        var file = new ManifestReader(new ManifestLimits { MaxScalarLength = 4 * MostBytes }).Read("big.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return [.. new Auditor([RuleCatalog.Find("data-keys")!]).Audit([file], new AuditSettings(), TestContext.Current.CancellationToken).Findings];
    }
}
