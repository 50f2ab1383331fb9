using MicroService.Advisor.Reporting;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class JsonReportTests
{
    [Fact]
    public void WrittenAudit_IsReadBackToTheByte()
    {
        var written = JsonReport.Write(AuditedText.Audit(Documents.Excused).ToDocument(partial: true));

        Assert.Equal(written, JsonReport.Write(JsonReport.Read(written)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: \"\\\"objects\\\":[]\"}\n")]
    public void AuditWrittenPieceByPiece_HasTheBytesOfTheWhole(string other)
    {
        var audit = AuditedText.Audit(Documents.Excused + other).ToDocument(partial: true);
        using var output = new MemoryStream();

        JsonReport.Write(output, audit);

        Assert.Equal(JsonReport.Write(audit), output.ToArray());
    }
}
