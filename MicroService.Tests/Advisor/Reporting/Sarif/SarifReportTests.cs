using System.Text;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Tests.Corpora;
using Microsoft.CodeAnalysis.Sarif;
using Newtonsoft.Json;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Reporting.Sarif;

public sealed class SarifReportTests
{
    private static readonly JsonSerializerSettings Strict = new() { MissingMemberHandling = MissingMemberHandling.Error };

    [Fact]
    public void Log_HasNothingThatSarifDoesNotKnow()
    {
        var log = Audit(Documents.Careless);

        Assert.Equal(SarifVersion.Current, log.Version);
        Assert.NotEmpty(Assert.Single(log.Runs).Results);
    }

    [Fact]
    public void Result_PointsAtItsRuleAndItsLine()
    {
        var run = Audit(Documents.Careless).Runs[0];

        Assert.All(run.Results, result => Assert.Equal(result.RuleId, run.Tool.Driver.Rules[result.RuleIndex].Id));
        var probe = Assert.Single(run.Results, result => result.RuleId == "readiness-probe");
        Assert.Equal(FailureLevel.Error, probe.Level);
        var place = probe.Locations[0].PhysicalLocation;
        Assert.Equal("deploy/cart%20one.yaml", place.ArtifactLocation.Uri.OriginalString);
        Assert.Equal((17, 11), (place.Region.StartLine, place.Region.StartColumn));
    }

    [Fact]
    public void Rule_HasWhatCodeScanningShows()
    {
        var run = Audit(Documents.Careless).Runs[0];

        Assert.All(run.Tool.Driver.Rules, rule =>
        {
            Assert.NotEmpty(rule.ShortDescription.Text);
            Assert.NotEmpty(rule.FullDescription.Text);
            Assert.NotEmpty(rule.Help.Text);
            Assert.NotEmpty(rule.Help.Markdown);
            Assert.True(rule.TryGetProperty("precision", out string precision) && precision == "high");
            Assert.Contains("kubernetes", rule.Tags);
            Assert.Equal(rule.Tags.Contains("security"), rule.TryGetProperty("security-severity", out string _));
        });
    }

    [Fact]
    public void Fingerprints_StayWhenLinesMove()
    {
        var before = Audit(Documents.Careless).Runs[0].Results;
        var after = Audit("# One line more.\n" + Documents.Careless).Runs[0].Results;

        Assert.NotEqual(before[0].Locations[0].PhysicalLocation.Region.StartLine, after[0].Locations[0].PhysicalLocation.Region.StartLine);
        Assert.Equal(before.Select(Fingerprint), after.Select(Fingerprint));
        Assert.Equal(before.Select(Fingerprint).Distinct(), before.Select(Fingerprint));
    }

    [Fact]
    public void IgnoredFinding_IsSuppressedInSource()
    {
        var run = Audit(Documents.Excused).Runs[0];

        var suppressed = Assert.Single(run.Results, result => result.RuleId == "readiness-probe");
        Assert.Equal(SuppressionKind.InSource, Assert.Single(suppressed.Suppressions).Kind);
        Assert.Equal("A batch worker in disguise.", suppressed.Suppressions[0].Justification);
    }

    [Fact]
    public void RealManifests_FitIntoOneUpload()
    {
        var manifests = File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml"));

        var run = Audit(manifests).Runs[0];

        Assert.InRange(run.Results.Count, 1, 25_000);
        Assert.Equal(run.Results.Select(Fingerprint).Distinct(), run.Results.Select(Fingerprint));
        Assert.All(run.Results, result => Assert.True(result.Locations[0].PhysicalLocation.Region.StartLine > 0));
    }

    private static string Fingerprint(Result result) => result.PartialFingerprints["primaryLocationLineHash"];

    private static SarifLog Audit(string manifests)
    {
        var document = AuditedText.Audit(manifests, "./deploy/cart one.yaml").ToDocument(partial: false);
        return JsonConvert.DeserializeObject<SarifLog>(Encoding.UTF8.GetString(SarifReport.Write(document).Span), Strict)!;
    }
}
