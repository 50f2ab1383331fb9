using MicroService.Tests.Corpora;
using Microsoft.CodeAnalysis.Sarif;
using Newtonsoft.Json;

namespace MicroService.Tests.Api.Sarif;

public sealed class SarifWriterTests(SharedApi api)
{
    private static readonly JsonSerializerSettings Strict = new() { MissingMemberHandling = MissingMemberHandling.Error };

    [Fact]
    public async Task Log_HasNothingThatSarifDoesNotKnow()
    {
        var log = await AuditAsync(Manifests.Careless);

        Assert.Equal(SarifVersion.Current, log.Version);
        Assert.NotEmpty(Assert.Single(log.Runs).Results);
    }

    [Fact]
    public async Task Result_PointsAtItsRuleAndItsLine()
    {
        var run = (await AuditAsync(Manifests.Careless)).Runs[0];

        Assert.All(run.Results, result => Assert.Equal(result.RuleId, run.Tool.Driver.Rules[result.RuleIndex].Id));
        var probe = Assert.Single(run.Results, result => result.RuleId == "readiness-probe");
        Assert.Equal(FailureLevel.Error, probe.Level);
        var place = probe.Locations[0].PhysicalLocation;
        Assert.Equal("deploy/cart%20one.yaml", place.ArtifactLocation.Uri.OriginalString);
        Assert.Equal((17, 11), (place.Region.StartLine, place.Region.StartColumn));
    }

    [Fact]
    public async Task Rule_HasWhatCodeScanningShows()
    {
        var run = (await AuditAsync(Manifests.Careless)).Runs[0];

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
    public async Task Fingerprints_StayWhenLinesMove()
    {
        var before = (await AuditAsync(Manifests.Careless)).Runs[0].Results;
        var after = (await AuditAsync("# One line more.\n" + Manifests.Careless)).Runs[0].Results;

        Assert.NotEqual(before[0].Locations[0].PhysicalLocation.Region.StartLine, after[0].Locations[0].PhysicalLocation.Region.StartLine);
        Assert.Equal(before.Select(Fingerprint), after.Select(Fingerprint));
        Assert.Equal(before.Select(Fingerprint).Distinct(), before.Select(Fingerprint));
    }

    [Fact]
    public async Task IgnoredFinding_IsSuppressedInSource()
    {
        var run = (await AuditAsync(Manifests.Excused)).Runs[0];

        var suppressed = Assert.Single(run.Results, result => result.RuleId == "readiness-probe");
        Assert.Equal(SuppressionKind.InSource, Assert.Single(suppressed.Suppressions).Kind);
        Assert.Equal("A batch worker in disguise.", suppressed.Suppressions[0].Justification);
    }

    [Fact]
    public async Task RealManifests_FitIntoOneUpload()
    {
        var manifests = await File.ReadAllTextAsync(Corpus.File("kubernetes", "online-boutique.yaml"), TestContext.Current.CancellationToken);

        var run = (await AuditAsync(manifests)).Runs[0];

        Assert.InRange(run.Results.Count, 1, 25_000);
        Assert.Equal(run.Results.Select(Fingerprint).Distinct(), run.Results.Select(Fingerprint));
        Assert.All(run.Results, result => Assert.True(result.Locations[0].PhysicalLocation.Region.StartLine > 0));
    }

    private static string Fingerprint(Result result) => result.PartialFingerprints["primaryLocationLineHash"];

    private async Task<SarifLog> AuditAsync(string manifests)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync(
            "/v1/audits?filename=./deploy/cart%20one.yaml", Manifests.Body(manifests), "application/sarif+json");
        Assert.Equal("application/sarif+json", response.Content.Headers.ContentType!.ToString());
        return JsonConvert.DeserializeObject<SarifLog>(await response.TextAsync(), Strict)!;
    }
}
