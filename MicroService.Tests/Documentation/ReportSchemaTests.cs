using System.Text.Json.Nodes;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Tests.Advisor.Reporting;
using MicroService.Tests.Corpora;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Documentation;

public sealed class ReportSchemaTests
{
    [Fact]
    public void Schema_IsWhatIsPublished() => SchemaFile.Matches("report-v1", ReportSchema.Render());

    [Fact]
    public void Reports_AreAsTheSchemaSays()
    {
        var careless = AuditedText.Audit(Documents.Careless);
        var document = careless.ToDocument(partial: false);
        var expired = new PolicyExemption { Rules = ["replicas"], Namespace = "shop", Reason = "Until then.", Expires = new DateOnly(2020, 1, 31) };

        Assert.Empty(Faults(document));
        Assert.Empty(Faults(AuditedText.Audit(Documents.Excused).ToDocument(partial: true)));
        Assert.Empty(Faults(new Baseline([new BaselineEntry("0:1", "replicas", "shop/Deployment/cart", null)]).Compare(document)));
        Assert.Empty(Faults((careless with { Expired = [expired] }).ToDocument(partial: false)));
        Assert.Empty(Faults(document with { Id = Guid.CreateVersion7(), CreatedAt = DateTimeOffset.UnixEpoch, ContentHash = "00", Stale = true }));
    }

    [Fact]
    public void ReportOfRealManifests_IsAsTheSchemaSays() =>
        Assert.Empty(Faults(AuditedText.Audit(File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml"))).ToDocument(partial: false)));

    [Theory]
    [InlineData("schemaVersion")]
    [InlineData("score")]
    [InlineData("findings")]
    [InlineData("counts")]
    public void ReportThatLacksSomething_IsNot(string property)
    {
        var report = JsonNode.Parse(JsonReport.Write(AuditedText.Audit(Documents.Careless).ToDocument(partial: false)))!.AsObject();
        report.Remove(property);

        Assert.NotEmpty(SchemaFile.Faults(ReportSchema.Render(), report));
    }

    private static IReadOnlyList<string> Faults(AuditDocument audit) => SchemaFile.Faults(ReportSchema.Render(), JsonNode.Parse(JsonReport.Write(audit)));
}
