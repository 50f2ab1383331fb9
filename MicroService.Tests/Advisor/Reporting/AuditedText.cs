using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Reporting;

/// <summary>Audits of texts, for the tests of their reports.</summary>
internal static class AuditedText
{
    public static AuditReport Audit(string text, string name = "cart.yaml")
    {
        var reading = new ManifestReader().Read(name, Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return new Auditor().Audit([reading.File!], new AuditSettings(), TestContext.Current.CancellationToken);
    }
}
