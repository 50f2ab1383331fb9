using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class FindingStreamTests
{
    private static readonly string Many = string.Concat(
        Enumerable.Range(0, 20).Select(i => $"---\n{Documents.Careless.Replace("cart", $"cart{i}", StringComparison.Ordinal)}\n"));

    [Fact]
    public void StreamedDocument_IsWrittenAsTheWholeOne()
    {
        var report = AuditedText.Audit(Many);

        Assert.Equal(JsonReport.Write(report.ToDocument(partial: false, isBounded: false)), JsonReport.Write(Streamed(report)));
    }

    [Fact]
    public void StreamedDocumentWithAcceptedFindings_IsWrittenAsTheWholeOne()
    {
        var report = AuditedText.Audit(Documents.Excused);

        Assert.Equal(JsonReport.Write(report.ToDocument(partial: false, isBounded: false)), JsonReport.Write(Streamed(report)));
    }

    private static AuditDocument Streamed(AuditReport report)
    {
        var collector = new AuditCollector(new ReportStorage(), partial: false, FixDetail.Patches);
        collector.Add(report, isOnly: true);
        return collector.Complete();
    }

    [Fact]
    public void Enumeration_MayEndEarly()
    {
        var stream = Streamed(AuditedText.Audit(Many)).Findings;

        Assert.Equal(stream[0].Fingerprint, stream.ElementAt(0).Fingerprint);
    }

    [Fact]
    public void Failure_IsThrownWhereFindingsAreRead()
    {
        var stream = new FindingStream(count: 1000, static () => throw new InvalidOperationException("broken"));

        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => stream.Count(static finding => finding.Line > 0)).Message);
    }
}
