using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Rules;
using MicroService.Api.Admission;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Api.Admission;

public sealed class AdmissionEndpointsTests : IDisposable
{
    private readonly AdmissionCalls _calls = new();

    private static readonly string[] Left = ["binding", "eviction", "status", "scale", "exec", "resize", "log"];

    public static TheoryData<string> Recorded =>
        [.. Corpus.Files("apiserver/admission", "*.json").Where(static name => !name.EndsWith("answers.json", StringComparison.Ordinal))];

    public static TheoryData<string, string> Untouchable => new(
        from operation in (string[])["CREATE", "UPDATE", "CONNECT", "DELETE"]
        from sub in Left
        select (operation, sub));

    public void Dispose() => _calls.Dispose();

    [Fact]
    public void Warnings_AreTheFindingsWorstFirst()
    {
        var response = Warn(AdmissionReviews.Review("CREATE", "deployments", AdmissionReviews.Deployment()));

        Assert.Equal((AdmissionReviews.Uid, true), ((string)response["uid"]!, (bool)response["allowed"]!));
        var warnings = response["warnings"]!.AsArray().Select(warning => (string)warning!).ToList();
        Assert.Contains(warnings, warning => warning.StartsWith("danger: privileged: web: ", StringComparison.Ordinal));
        Assert.Equal(warnings.OrderByDescending(warning => warning[0] switch { 'd' => 3, 'w' => 2, _ => 1 }), warnings);
    }

    [Fact]
    public void RulesAboutOtherObjects_AreSilent()
    {
        var warnings = Warn(AdmissionReviews.Review("CREATE", "deployments", AdmissionReviews.Deployment()))["warnings"]!.ToJsonString();

        foreach (var rule in (string[])["network-policy", "hpa-exists", "pdb-exists", "service-selects"])
        {
            Assert.DoesNotContain($" {rule}", warnings, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Denial_SaysWhyAndRepeatsTheUid()
    {
        var response = Deny(AdmissionReviews.Review("CREATE", "deployments", AdmissionReviews.Deployment()));

        Assert.Equal((AdmissionReviews.Uid, false, 403), ((string)response["uid"]!, (bool)response["allowed"]!, (int)response["status"]!["code"]!));
        Assert.Contains("privileged: web: ", (string)response["status"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void SeverityBelowTheSetting_IsNotDenied()
    {
        var review = AdmissionReviews.Review("CREATE", "deployments", AdmissionReviews.Deployment(""));

        Assert.True((bool)Deny(review)["allowed"]!);
        Assert.False((bool)Deny(review, new AdmissionOptions { DenyFrom = Severity.Warning })["allowed"]!);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void RecordedReview_IsDeniedOnlyWhereAWorkloadIsWritten(string name)
    {
        var review = JsonNode.Parse(File.ReadAllText(Corpus.File("apiserver", "admission", Path.GetFileName(name))))!["review"]!.AsObject();
        var strict = new AdmissionOptions { DenyFrom = Severity.Advice };
        var (warned, denied) = (Warn(review), Deny(review, strict));

        Assert.Equal((string)review["request"]!["uid"]!, (string)warned["uid"]!);
        Assert.Equal((string)review["request"]!["uid"]!, (string)denied["uid"]!);
        Assert.True((bool)warned["allowed"]!);
        // Updates are denied for what they bring.
        var (isWritten, isChanged) = Path.GetFileNameWithoutExtension(name) switch
        {
            "create-deployments" or "create-deployments-dry-run" or "create-cronjobs" => (true, false),
            "update-deployments" or "update-pods-ephemeralcontainers" => (false, true),
            _ => (false, false),
        };
        Assert.True(isChanged || (warned["warnings"] is not null) == isWritten);
        Assert.True(isChanged || (bool)denied["allowed"]! == !isWritten);
    }

    [Theory]
    [MemberData(nameof(Untouchable))]
    public void PartOfAPod_IsNeverDenied(string operation, string subResource)
    {
        var review = AdmissionReviews.Review(operation, "pods", AdmissionReviews.Pod(), AdmissionReviews.Pod(), subResource, "", "Pod");

        Assert.True((bool)Deny(review, new AdmissionOptions { DenyFrom = Severity.Advice })["allowed"]!);
    }

    [Theory]
    [InlineData("DELETE", "pods", "", "Pod")]
    [InlineData("CONNECT", "pods", "", "Pod")]
    [InlineData("CREATE", "pods", "policy", "Eviction")]
    [InlineData("CREATE", "pods", "", "Binding")]
    [InlineData("CREATE", "bindings", "", "Binding")]
    [InlineData("UPDATE", "deployments", "autoscaling", "Scale")]
    [InlineData("CREATE", "namespaces", "", "Namespace")]
    [InlineData("UPDATE", "nodes", "", "Node")]
    [InlineData("delete", "deployments", "apps", "Deployment")]
    public void WhatIsNoWorkloadBeingWritten_IsNeverDenied(string operation, string resource, string group, string kind)
    {
        var review = AdmissionReviews.Review(operation, resource, AdmissionReviews.Deployment(), AdmissionReviews.Deployment(""), group: group, kind: kind);

        Assert.True((bool)Deny(review, new AdmissionOptions { DenyFrom = Severity.Advice })["allowed"]!);
    }

    [Fact]
    public void ObjectOnItsWayOut_IsNeverDenied()
    {
        var leaving = AdmissionReviews.Pod();
        leaving["metadata"]!["deletionTimestamp"] = "2026-11-28T19:52:32Z";

        Assert.True((bool)Deny(AdmissionReviews.Review("UPDATE", "pods", leaving, AdmissionReviews.Pod(), group: "", kind: "Pod"))["allowed"]!);
    }

    [Fact]
    public void Update_IsDeniedOnlyForWhatItBrings()
    {
        var (bad, good) = (AdmissionReviews.Deployment(), AdmissionReviews.Deployment(""));
        var scaled = AdmissionReviews.Deployment();
        scaled["spec"]!["replicas"] = 0;

        Assert.False((bool)Deny(AdmissionReviews.Review("UPDATE", "deployments", bad, good))["allowed"]!);
        Assert.True((bool)Deny(AdmissionReviews.Review("UPDATE", "deployments", scaled, AdmissionReviews.Deployment()))["allowed"]!);
    }

    [Fact]
    public void GatedPod_CanBeReleased()
    {
        var (gated, released) = (AdmissionReviews.Pod(), AdmissionReviews.Pod());
        gated["spec"]!["schedulingGates"] = new JsonArray(new JsonObject { ["name"] = "example.com/ready" });

        Assert.True((bool)Deny(AdmissionReviews.Review("UPDATE", "pods", released, gated, group: "", kind: "Pod"), new AdmissionOptions { DenyFrom = Severity.Advice })["allowed"]!);
    }

    [Theory]
    [InlineData("apps/v1", "ReplicaSet", false)]
    [InlineData("batch/v1", "Job", false)]
    [InlineData("example.com/v1", "Database", true)]
    public void OwnedPod_IsAuditedOnlyIfItsOwnerIsNot(string apiVersion, string kind, bool isAudited)
    {
        var pod = AdmissionReviews.Pod();
        pod["metadata"]!["ownerReferences"] = new JsonArray(
            new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["name"] = "o", ["uid"] = "1", ["controller"] = true });
        var review = AdmissionReviews.Review("CREATE", "pods", pod, group: "", kind: "Pod");

        Assert.Equal(isAudited, Warn(review)["warnings"] is not null);
        Assert.Equal(!isAudited, (bool)Deny(review)["allowed"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PrivilegedEphemeralContainer_IsDenied(bool isOwned)
    {
        var (before, after) = (AdmissionReviews.Pod(), AdmissionReviews.Pod());
        before["spec"]!["containers"]![0]!["securityContext"] = new JsonObject();
        after["spec"]!["containers"]![0]!["securityContext"] = new JsonObject();
        after["spec"]!["ephemeralContainers"] = new JsonArray(
            new JsonObject { ["name"] = "dbg", ["image"] = "registry.example.test/debug:1.0", ["securityContext"] = new JsonObject { ["privileged"] = true } });

        foreach (var pod in isOwned ? [before, after] : Array.Empty<JsonObject>())
        {
            pod["metadata"]!["ownerReferences"] = new JsonArray(
                new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "ReplicaSet", ["name"] = "o", ["uid"] = "1", ["controller"] = true });
        }

        var review = AdmissionReviews.Review("UPDATE", "pods", after, before, "ephemeralcontainers", "", "Pod");

        Assert.False((bool)Deny(review)["allowed"]!);
        Assert.All(Warn(review)["warnings"]!.AsArray(), warning => Assert.Contains("dbg", (string)warning!, StringComparison.Ordinal));
    }

    [Fact]
    public void ManyFindings_StayWithinTheBytesThatReachAUser()
    {
        var deployment = AdmissionReviews.Deployment();
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        for (var i = 0; i < 60; i++)
        {
            var more = containers[0]!.DeepClone();
            more["name"] = $"sidecar-{i}";
            containers.Add(more);
        }

        var warnings = Warn(AdmissionReviews.Review("CREATE", "deployments", deployment))["warnings"]!.AsArray().Select(warning => (string)warning!).ToList();

        Assert.InRange(warnings.Sum(Encoding.UTF8.GetByteCount), 3000, 4096);
        Assert.Matches("^and [0-9]+ more$", warnings[^1]);
        Assert.All(warnings, warning => Assert.InRange(Encoding.UTF8.GetByteCount(warning), 1, 256));
    }

    [Fact]
    public void DangerAmongHundredsOfContainers_IsDenied()
    {
        var deployment = AdmissionReviews.Deployment();
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        for (var i = 0; i < 300; i++)
        {
            var more = containers[0]!.DeepClone();
            more["name"] = $"plain-{i}";
            more["securityContext"] = new JsonObject { ["privileged"] = false };
            containers.Add(more);
        }

        var response = Deny(AdmissionReviews.Review("CREATE", "deployments", deployment));

        Assert.False((bool)response["allowed"]!);
        Assert.Contains("privileged: web: ", (string)response["status"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Scaling_IsNotDeniedForTheNumberOfPods()
    {
        var before = AdmissionReviews.Deployment("allowPrivilegeEscalation: false");
        var after = before.DeepClone().AsObject();
        before["spec"]!["replicas"] = 3;
        after["spec"]!["replicas"] = 1;

        var response = Deny(AdmissionReviews.Review("UPDATE", "deployments", after, before), new AdmissionOptions { DenyFrom = Severity.Advice });

        Assert.True((bool)response["allowed"]!);
    }

    [Fact]
    public void EndedReview_IsNotAudited()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        var review = AdmissionReviews.Review("CREATE", "deployments", AdmissionReviews.Deployment());

        Assert.Throws<OperationCanceledException>(() =>
            Endpoints(new AdmissionOptions()).Answer(Encoding.UTF8.GetBytes(review.ToJsonString()), denies: true, null, ended.Token));
    }

    [Fact]
    public void Gate_HoldsNoMoreBytesThanItsLimit()
    {
        Assert.True(_calls.Gate.TryHold(12 * 1024 * 1024));
        Assert.False(_calls.Gate.TryHold(8 * 1024 * 1024));
        _calls.Gate.Release(12 * 1024 * 1024);

        Assert.True(_calls.Gate.TryHold(8 * 1024 * 1024));
    }

    [Fact]
    public void ObjectThatCannotBeRead_IsAllowedWithAWarning()
    {
        var deep = $"{string.Concat(Enumerable.Repeat("{\"a\":", 300))}1{new string('}', 300)}";
        var review = AdmissionReviews.Review("CREATE", "deployments", new JsonObject()).ToJsonString().Replace("\"object\":{}", $"\"object\":{deep}", StringComparison.Ordinal);
        var response = _calls.Send(review, denies: true, new AdmissionOptions());

        Assert.True((bool)response["allowed"]!);
        Assert.StartsWith("The advisor did not audit this object", (string)response["warnings"]![0]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"apiVersion\":\"admission.k8s.io/v1\"")]
    [InlineData("{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}")]
    [InlineData("{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"request\":{\"uid\":\"1\"}}")]
    public void WhatIsNoReview_HasNoAnswer(string review) =>
        Assert.Null(Endpoints(new AdmissionOptions()).Answer(Encoding.UTF8.GetBytes(review), denies: true, null, TestContext.Current.CancellationToken));

    private JsonObject Warn(JsonObject review) => _calls.Warn(review);

    private JsonObject Deny(JsonObject review, AdmissionOptions? options = null) => _calls.Deny(review, options);

    private AdmissionEndpoints Endpoints(AdmissionOptions options) => _calls.Endpoints(options);
}
