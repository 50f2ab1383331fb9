using System.Text.Json.Nodes;
using MicroService.Api.Admission;

namespace MicroService.Tests.Api.Admission;

public sealed class FormerObjectTests : IDisposable
{
    // Deeper than what is read of an object.
    private static readonly string Deep = $"{string.Concat(Enumerable.Repeat("{\"a\":", 300))}1{new string('}', 300)}";

    private readonly AdmissionCalls _calls = new();

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("deep")]
    public void FormerObjectThatCannotBeRead_HidesNoFinding(string former)
    {
        var response = Send("deployments", AdmissionReviews.Deployment(), former == "deep" ? Deep : former, "Deployment", "apps");

        Assert.False((bool)response["allowed"]!);
        Assert.Contains("privileged: web: ", (string)response["status"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void FormerObjectThatCannotBeRead_IsNamedInTheDenial() => Assert.Contains(
        "The advisor counts all findings as new: The object that it replaces can't be read",
        (string)Send("deployments", AdmissionReviews.Deployment(), Deep, "Deployment", "apps")["status"]!["message"]!,
        StringComparison.Ordinal);

    [Fact]
    public void PodWhoseFormerStateCannotBeRead_IsAllowedWithAWarning()
    {
        var response = Send("pods", AdmissionReviews.Pod(), Deep, "Pod", "");

        Assert.True((bool)response["allowed"]!);
        Assert.Contains("The object that it replaces can't be read", (string)response["warnings"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void EphemeralContainersOfAPodThatCannotBeRead_AreJudged() =>
        Assert.False((bool)Send("pods", AdmissionReviews.Pod(), Deep, "Pod", "", "ephemeralcontainers")["allowed"]!);

    [Fact]
    public void DangerBroughtToAnObjectWithThousandsOfFindings_IsDenied()
    {
        var response = _calls.Deny(AdmissionReviews.Review("UPDATE", "deployments", Crowded("privileged: true"), Crowded("")));

        Assert.False((bool)response["allowed"]!);
        Assert.Contains("privileged: web: ", (string)response["status"]!["message"]!, StringComparison.Ordinal);
    }

    public void Dispose() => _calls.Dispose();

    // Of each container several things are left to be desired, none of them a danger.
    private static JsonObject Crowded(string security)
    {
        var deployment = AdmissionReviews.Deployment(security);
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        foreach (var i in Enumerable.Range(0, 2500))
        {
            containers.Add(Container(containers[0]!, $"plain-{i}"));
        }

        return deployment;
    }

    private static JsonNode Container(JsonNode pattern, string name)
    {
        var container = pattern.DeepClone();
        container["name"] = name;
        container["securityContext"] = new JsonObject();
        return container;
    }

    private JsonObject Send(string resource, JsonObject candidate, string former, string kind, string group, string? subResource = null)
    {
        var review = AdmissionReviews.Review("UPDATE", resource, candidate, null, subResource, group, kind).ToJsonString();
        return _calls.Send(review.Replace("\"oldObject\":null", $"\"oldObject\":{former}", StringComparison.Ordinal), denies: true, new AdmissionOptions());
    }
}
