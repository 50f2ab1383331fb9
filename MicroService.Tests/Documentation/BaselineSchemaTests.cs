using System.Text.Json.Nodes;
using MicroService.Advisor.Reporting;
using MicroService.Tests.Advisor.Reporting;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Documentation;

public sealed class BaselineSchemaTests
{
    [Fact]
    public void Schema_IsWhatIsPublished() => SchemaFile.Matches("baseline-v1", BaselineSchema.Render());

    [Fact]
    public void RecordedBaseline_IsAsTheSchemaSays()
    {
        Assert.Empty(SchemaFile.Faults(BaselineSchema.Render(), Recorded()));
        Assert.Empty(SchemaFile.Faults(BaselineSchema.Render(), JsonNode.Parse(new Baseline([]).Write())));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("findings")]
    public void BaselineThatLacksSomething_IsNot(string property)
    {
        var baseline = Recorded().AsObject();
        baseline.Remove(property);

        Assert.NotEmpty(SchemaFile.Faults(BaselineSchema.Render(), baseline));
    }

    private static JsonNode Recorded() => JsonNode.Parse(Baseline.Of(AuditedText.Audit(Documents.Careless).ToDocument(partial: false)).Write())!;
}
