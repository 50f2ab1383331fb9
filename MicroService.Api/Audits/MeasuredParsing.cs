using MicroService.Advisor.Reading;

namespace MicroService.Api.Audits;

/// <summary>Reading documents, as a step that is measured and traced.</summary>
internal static class MeasuredParsing
{
    public static ManifestReading Parse(this AuditMetrics metrics, string name, ReadOnlyMemory<byte> bytes)
    {
        using var step = metrics.Begin(AuditPhase.Parse);
        var reading = new ManifestReader().Read(name, bytes);
        step.Describe("document.bytes", bytes.Length);
        if (reading.File is { } file)
        {
            step.Describe("document.count", file.Documents.Count);
        }
        else
        {
            step.Describe("document.problems", reading.Problems.Count);
            step.Fail("unreadable_document");
        }

        return reading;
    }
}
