using System.Text.Json.Nodes;
using MicroService.Samples.Serving;
using MicroService.Tests.Cluster;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Auditing;

public sealed class ClusterAuditTests
{
    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example.test/web:1.0
        """;

    private const string Denial = """
        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
         "message":"admission webhook \"images.example.test\" denied the request: the registry is not allowed"}
        """;

    [Fact]
    public async Task WhatTheClusterSays_IsFoundAtItsLine()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 422, """
            {"kind":"Status","status":"Failure","reason":"Invalid","code":422,"message":"Deployment.apps \"web\" is invalid",
             "details":{"name":"web","group":"apps","kind":"Deployment","causes":[
              {"reason":"FieldValueInvalid","message":"Invalid value: field is immutable","field":"spec.selector"}]}}
            """);

        var finding = Assert.Single(await FindingsAsync(cluster, Manifest), finding => Rule(finding) == "cluster-refusal");

        Assert.Equal(("/spec/selector", 6, "danger", "validity"), ((string)finding["pointer"]!, (int)finding["line"]!, (string)finding["severity"]!, (string)finding["category"]!));
        Assert.Equal("spec.selector: Invalid value: field is immutable", (string)finding["message"]!);
    }

    [Fact]
    public async Task EveryDocument_IsAskedAboutAsADryRunAndNothingIsWritten()
    {
        await using var cluster = await SampleCluster.StartAsync();

        await RunAsync(cluster, $"{Manifest}\n---\n{Manifest.Replace("name: web, namespace: shop", "name: other", StringComparison.Ordinal)}");

        var writes = cluster.Server.Requests.Where(request => !request.StartsWith("GET ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "PATCH /apis/apps/v1/namespaces/default/deployments/other?dryRun=All&fieldManager=microservice&fieldValidation=Strict&force=true",
                "PATCH /apis/apps/v1/namespaces/shop/deployments/web?dryRun=All&fieldManager=microservice&fieldValidation=Strict&force=true",
            ],
            writes);
    }

    [Fact]
    public async Task WarningHeader_IsAdvice()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 200, null, "spec.template.spec.containers[0].image: \"pull\" through the mirror, please", "two");

        var warnings = (await FindingsAsync(cluster, Manifest)).Where(finding => Rule(finding) == "cluster-warning").ToList();

        Assert.Equal(["/spec/template/spec/containers/0/image", "/metadata/name"], warnings.Select(finding => (string)finding["pointer"]!));
        Assert.All(warnings, finding => Assert.Equal("advice", (string)finding["severity"]!));
    }

    [Fact]
    public async Task WhatRulesFoundAtTheSamePlace_IsNotRepeated()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 422, """
            {"kind":"Status","status":"Failure","reason":"Invalid","code":422,"message":"invalid","details":{"causes":[
              {"reason":"FieldValueInvalid","message":"Invalid value: \"Bad_Name\"","field":"spec.template.spec.containers[0].name"}]}}
            """);

        var findings = await FindingsAsync(cluster, Manifest.Replace("- name: web", "- name: Bad_Name", StringComparison.Ordinal));

        Assert.Single(findings, finding => (string)finding["pointer"]! == "/spec/template/spec/containers/0/name" && (string)finding["category"]! == "validity");
        Assert.DoesNotContain(findings, finding => Rule(finding) == "cluster-refusal");
    }

    [Fact]
    public async Task NamespaceThatTheManifestsCreate_IsANoteAndNoFinding()
    {
        await using var cluster = await SampleCluster.StartAsync();
        const string Own = "apiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n---\n";

        var result = await RunAsync(cluster, Own + Manifest.Replace("namespace: shop", "namespace: fresh", StringComparison.Ordinal));

        Assert.Contains("web was not judged by the cluster: the cluster does not have the namespace fresh yet", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster-refusal", result.Output, StringComparison.Ordinal);
        Assert.NotEqual(69, result.ExitCode);
    }

    [Fact]
    public async Task NamespaceThatIsMissing_IsAFindingAtItsName()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var finding = Assert.Single(
            await FindingsAsync(cluster, Manifest.Replace("namespace: shop", "namespace: nowhere", StringComparison.Ordinal)), finding => Rule(finding) == "cluster-refusal");

        Assert.Equal(("/metadata/namespace", 3), ((string)finding["pointer"]!, (int)finding["line"]!));
    }

    [Fact]
    public async Task UnknownKind_IsAFindingUnlessTheManifestsDefineIt()
    {
        await using var cluster = await SampleCluster.StartAsync();
        const string Custom = "apiVersion: new.example.test/v1\nkind: Thing\nmetadata: {name: one, namespace: shop}\n";
        const string Definition = """
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.new.example.test}
            spec:
              group: new.example.test
              scope: Namespaced
              names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
            """;

        Assert.Contains(await FindingsAsync(cluster, Custom), finding => Rule(finding) == "cluster-refusal" && (string)finding["pointer"]! == "/kind");
        var defined = await RunAsync(cluster, Custom + Definition);
        Assert.DoesNotContain("cluster-refusal", defined.Output, StringComparison.Ordinal);
        Assert.Contains("which the manifests define", defined.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallerWithoutRights_IsToldAndEndsWith69()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 403, """
            {"kind":"Status","status":"Failure","reason":"Forbidden","code":403,
             "message":"deployments.apps \"web\" is forbidden: User \"jo\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"shop\""}
            """);

        var result = await RunAsync(cluster, Manifest);

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("User \"jo\" cannot patch resource", result.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch("cluster-(refusal|admission|warning)", result.Output);
        Assert.Contains("Deployment/web", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RejectedToken_EndsWith69()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Token = "rotated";

        var result = await RunAsync(cluster, Manifest);

        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        Assert.Contains("(401)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldThatNoSchemaHas_IsFoundWithoutARetry()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 500, """
            {"kind":"Status","status":"Failure","code":500,
             "message":"failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.paused: field not declared in schema"}
            """);

        var findings = await FindingsAsync(cluster, Manifest.Replace("replicas: 2", "paused: true", StringComparison.Ordinal));

        Assert.Equal("/spec/paused", (string)Assert.Single(findings, finding => Rule(finding) == "cluster-refusal")["pointer"]!);
        Assert.Single(cluster.Server.Requests, request => request.StartsWith("PATCH ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TooManyRequests_AreRetried()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.TooManyRequests, "/deployments/web", times: 1);

        Assert.NotEqual(69, (await RunAsync(cluster, Manifest)).ExitCode);
        Assert.Equal(2, cluster.Server.Requests.Count(request => request.StartsWith("PATCH ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SettingsSuppressionAndBaseline_CountForTheCluster()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 403, Denial);
        var settings = cluster.Write("settings.yaml", "rules: {cluster-admission: {severity: advice}}\n");
        var off = cluster.Write("off.yaml", "rules: {cluster-admission: off}\n");
        var baseline = cluster.Write("baseline.json", "");
        var suppressed = Manifest.Replace(
            "namespace: shop}", "namespace: shop, annotations: {advisor.microservice.dev/ignore: cluster-admission}}", StringComparison.Ordinal);

        Assert.Equal("advice", (string)Assert.Single(await FindingsAsync(cluster, Manifest, "--config", settings), finding => Rule(finding) == "cluster-admission")["severity"]!);
        Assert.DoesNotContain(await FindingsAsync(cluster, Manifest, "--config", off), finding => Rule(finding) == "cluster-admission");
        Assert.DoesNotContain(await FindingsAsync(cluster, suppressed), finding => Rule(finding) == "cluster-admission");
        Assert.Equal(0, (await RunAsync(cluster, Manifest, "--write-baseline", baseline)).ExitCode);
        Assert.Equal(0, (await RunAsync(cluster, Manifest, "--baseline", baseline, "--fail-on", "advice")).ExitCode);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("gitlab")]
    public async Task EveryFormat_HasWhatTheClusterSays(string format)
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.DryRuns.Add("/deployments/web", 403, Denial);

        var result = await RunAsync(cluster, Manifest, "--format", format);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cluster-admission", result.Output, StringComparison.Ordinal);
        Assert.Contains("the registry is not allowed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordedAnswers_AreFoundFieldByField()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var invalid = JsonNode.Parse(await File.ReadAllTextAsync(Corpus.File("apiserver", "traffic", "dry-run-invalid.json"), TestContext.Current.CancellationToken))!;
        cluster.Server.DryRuns.Add("/deployments/bad", (int)invalid["response"]!["status"]!, invalid["response"]!["body"]!.ToJsonString());

        var findings = await FindingsAsync(cluster, invalid["request"]!["body"]!.ToJsonString());

        // The rules found all of it before the cluster was asked.
        Assert.DoesNotContain(findings, finding => Rule(finding) == "cluster-refusal");
        Assert.Contains(findings, finding => (string)finding["pointer"]! == "/spec/template/spec/containers/0/name" && (string)finding["category"]! == "validity");
    }

    private static string Rule(JsonNode finding) => (string)finding["rule"]!;

    private static async Task<IReadOnlyList<JsonNode>> FindingsAsync(SampleCluster cluster, string manifest, params string[] arguments)
    {
        var result = await RunAsync(cluster, manifest, ["--format", "json", .. arguments]);
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        return [.. JsonNode.Parse(result.Output)!["findings"]!.AsArray().Select(finding => finding!)];
    }

    private static Task<ProcessResult> RunAsync(SampleCluster cluster, string manifest, params string[] arguments) =>
        ServiceProgram.Cli.RunAsync(["audit", cluster.Write("manifest.yaml", manifest), "--kubeconfig", cluster.KubeconfigFile, "--context", "sample", .. arguments]);
}
