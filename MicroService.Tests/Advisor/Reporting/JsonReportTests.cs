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
}
