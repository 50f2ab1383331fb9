using MicroService.Advisor.Auditing;
using MicroService.Tests.Advisor.Reporting;
using Documents = MicroService.Tests.Api.Manifests;

namespace MicroService.Tests.Advisor.Auditing;

public sealed class FingerprintsTests
{
    private const string Variable = "          env:\n            - {name: API_TOKEN, value: 8f14e45fceea167a5a36dedd4bea2543}\n";

    [Fact]
    public void Findings_HaveFingerprintsOfTheirOwn()
    {
        var fingerprints = Of(Documents.Careless);

        Assert.NotEmpty(fingerprints);
        Assert.Equal(fingerprints.Distinct(), fingerprints);
    }

    [Theory]
    [InlineData("# One line more.\n", "")]
    [InlineData("", "\n# And one at the end.\n")]
    public void Fingerprint_StaysWhenLinesMove(string before, string after) =>
        Assert.Equal(Of(Documents.Careless), Of(before + Documents.Careless + after));

    [Fact]
    public void Fingerprint_StaysWhenTheFileIsRenamed() =>
        Assert.Equal(Of(Documents.Careless), Of(Documents.Careless, name: "deploy/shop/cart.yaml"));

    [Fact]
    public void Fingerprint_StaysWhenAnotherContainerComesFirst()
    {
        var before = ServerOf(Documents.Careless);

        var after = ServerOf(Documents.Careless.Replace(
            "      containers:\n", "      containers:\n        - {name: proxy, image: \"example.com/proxy:1.2.3\"}\n", StringComparison.Ordinal));

        Assert.Equal(before, after);
    }

    [Fact]
    public void Fingerprint_StaysWhenItemsOfAListChangePlaces()
    {
        var alone = Token(Documents.Careless + "\n" + Variable);

        var second = Token(Documents.Careless + "\n" + Variable.Replace("env:\n", "env:\n            - {name: COLOR, value: blue}\n", StringComparison.Ordinal));

        Assert.Equal(alone, second);
    }

    [Theory]
    [InlineData("          ports:\n", "          securityContext: {privileged: false}\n          ports:\n")]
    [InlineData("      containers:\n", "      securityContext: {runAsGroup: 1000}\n      containers:\n")]
    public void Fingerprint_StaysWhenWhatCouldHoldTheMissingFieldIsAdded(string text, string replacement) =>
        Assert.Equal(
            Of(Documents.Careless, "capabilities"), Of(Documents.Careless.Replace(text, replacement, StringComparison.Ordinal), "capabilities"));

    [Theory]
    [InlineData("namespace: shop", "namespace: store")]
    [InlineData("name: cart\n", "name: basket\n")]
    [InlineData("- name: server", "- name: web")]
    [InlineData("kind: Deployment", "kind: StatefulSet")]
    public void Fingerprint_IsAnotherForAnotherObjectOrContainer(string text, string replacement) =>
        Assert.Empty(ServerOf(Documents.Careless).Intersect(ServerOf(Documents.Careless.Replace(text, replacement, StringComparison.Ordinal))));

    [Fact]
    public void FindingsAboutTheSameField_AreCounted()
    {
        var report = AuditedText.Audit("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    advisor.microservice.dev/ignore: x,y\n    advisor.microservice.dev/ignore-reason: z\n");
        var fingerprints = new Fingerprints();

        var numbers = report.Findings.Where(finding => finding.RuleId == "suppression").Select(finding => fingerprints.Of(finding).Split(':')).ToList();

        Assert.Equal(["1", "2"], numbers.Select(parts => parts[1]));
        Assert.Single(numbers.Select(parts => parts[0]).Distinct());
    }

    private static List<string> ServerOf(string text)
    {
        var fingerprints = new Fingerprints();
        return [.. AuditedText.Audit(text).Findings.Where(finding => finding.Container is "server" or "web").Select(fingerprints.Of)];
    }

    private static string Token(string text) =>
        new Fingerprints().Of(Assert.Single(AuditedText.Audit(text).Findings, finding => finding.RuleId == "secret-literal"));

    private static List<string> Of(string text, string? rule = null, string name = "cart.yaml")
    {
        var fingerprints = new Fingerprints();
        return [.. AuditedText.Audit(text, name).Findings.Where(finding => rule is null || finding.RuleId == rule).Select(fingerprints.Of)];
    }
}
