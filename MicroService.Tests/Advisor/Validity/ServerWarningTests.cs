using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Validity;

/// <summary>Compares the advisor with what a real API server warned of.</summary>
public sealed class ServerWarningTests
{
    // The rules that find what the server warns of; others find something in almost any object.
    private static readonly string[] Rules =
    [
        "ignored-field", "repeated-item", "deprecated-field", "fractional-bytes", "tls-certificate", "address-notation", "recommended-names", "indexed-job-size",
        "config-duplicate-variable", "grace-period", "revision-history-limit", "service-exposure", "object-type",
    ];

    private static readonly Auditor Auditor = new([.. Rules.Select(id => RuleCatalog.Find(id)!)]);

    [Fact]
    public void ObjectThatTheServerWarnsOf_HasAFinding()
    {
        var folder = Path.GetDirectoryName(Corpus.File("apiserver", "mutations.jsonl"))!;
        var warned = Verdict.OfMutations(folder, olderVersions: false).Concat(Verdict.OfDocuments(folder)).Where(verdict => verdict.IsWarned).ToList();

        Assert.NotEmpty(warned);
        Assert.Empty(warned.Where(verdict => !Findings(verdict.Text).Any()).Select(verdict => verdict.Name));
    }

    private static IEnumerable<Finding> Findings(string text) =>
        new ManifestReader().Read("object", Encoding.UTF8.GetBytes(text)).File is { } file
            ? Auditor.Audit([file], new AuditSettings(), TestContext.Current.CancellationToken).Findings
            : [];
}
