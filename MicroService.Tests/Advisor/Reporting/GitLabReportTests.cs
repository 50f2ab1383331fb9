using System.Text.Json.Nodes;
using MicroService.Advisor.Reporting;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class GitLabReportTests
{
    [Fact]
    public void Finding_HasWhatGitLabAsksFor()
    {
        var issue = Assert.Single(Issues(Documents.Careless), issue => (string?)issue["check_name"] == "readiness-probe");

        Assert.Equal("shop/Deployment/cart, container server: The container serves a port but has no readiness probe.", (string?)issue["description"]);
        Assert.Equal(("deploy/cart.yaml", 17), ((string?)issue["location"]!["path"], (int?)issue["location"]!["lines"]!["begin"]));
        Assert.Equal("critical", (string?)issue["severity"]);
    }

    [Fact]
    public void Fingerprints_AreThoseOfTheAudit()
    {
        var audit = Audit(Documents.Careless);

        Assert.Equal(audit.Findings.Select(finding => finding.Fingerprint), Issues(Documents.Careless).Select(issue => (string?)issue["fingerprint"]));
        Assert.Equal(audit.Findings.Count, audit.Findings.Select(finding => finding.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void Severities_AreGitLabs()
    {
        var severities = Issues(Documents.Careless + "\nspeck: {}\n").Select(issue => (string?)issue["severity"]).Distinct();

        Assert.Equal(["blocker", "critical", "major", "minor"], severities.Order());
    }

    [Fact]
    public void SuppressedFinding_IsLeftOut() =>
        Assert.DoesNotContain(Issues(Documents.Excused), issue => (string?)issue["check_name"] == "readiness-probe");

    private static IEnumerable<JsonNode> Issues(string text) => JsonNode.Parse(GitLabReport.Write(Audit(text)).Span)!.AsArray().Select(issue => issue!);

    private static AuditDocument Audit(string text) => AuditedText.Audit(text, "./deploy/cart.yaml").ToDocument(partial: false);
}
