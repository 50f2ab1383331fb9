using System.Text;
using MicroService.Advisor.Comparison;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Comparison;

public sealed class WrittenObjectTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          uid: "1"
          labels: {app: web}
          annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"spec":{"containers":[{"env":[{"name":"A","value":"hunter2"}]}]}}'}
        spec:
          dnsPolicy: ClusterFirst
          nodeName: node-1
          containers:
            - name: web
              image: web:1
              imagePullPolicy: IfNotPresent
              securityContext: {allowPrivilegeEscalation: false}
              args: [--api-token=hunter2, --level=info]
              env: [{name: DB_PASSWORD, value: hunter2}, {name: URL, value: "postgres://shop:hunter2@db/shop"}, {name: NOTE, value: short}]
          automountServiceAccountToken: true
        status: {phase: Running}
        """;

    [Fact]
    public void WhatTheServerFilledIn_IsNotKept()
    {
        var kept = JsonEmitter.Emit(WrittenObject.Of(Read(Pod)));

        Assert.Contains("web:1", kept, StringComparison.Ordinal);
        Assert.All(
            ["ClusterFirst", "node-1", "IfNotPresent", "Running", "uid", "last-applied"],
            filledIn => Assert.DoesNotContain(filledIn, kept, StringComparison.Ordinal));
    }

    [Fact]
    public void ValuesThatMayBeSecrets_AreNotKept()
    {
        var kept = JsonEmitter.Emit(WrittenObject.Of(Read(Pod)));

        Assert.DoesNotContain("hunter2", kept, StringComparison.Ordinal);
        Assert.Contains("--level=info", kept, StringComparison.Ordinal);
        Assert.Contains("\"automountServiceAccountToken\": true", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""command: [sh, -c, "mysql --user=root --password=hunter2"]""")]
    [InlineData("""command: [sh, -c, "mysql --password hunter2"]""")]
    [InlineData("""command: [sh, -c, "FOO=1 PASSWORD=hunter2 ./run"]""")]
    [InlineData("""command: [curl, -H, "X-Api-Key: hunter2"]""")]
    [InlineData("""command: [sh, -c, "curl -u admin:hunter2 http://shop"]""")]
    [InlineData("""command: [curl, -u, "admin:hunter2"]""")]
    [InlineData("""env: [{name: CONFIG, value: '{"db":{"password":"hunter2"}}'}]""")]
    [InlineData("""env: [{name: CONFIG, value: "log: info\npassword: \"correct hunter2 battery\""}]""")]
    [InlineData("""passwords: [hunter2]""")]
    [InlineData("""credentials: {admin: hunter2}""")]
    [InlineData("""credentials: {name: admin, pass: hunter2}""")]
    public void SecretWithinAValue_IsNotKept(string field)
    {
        var kept = JsonEmitter.Emit(WrittenObject.Of(Read(Pod.Replace("args: [--api-token=hunter2, --level=info]", field, StringComparison.Ordinal).Replace(
            "env: [{name: DB_PASSWORD", "others: [{name: DB_PASSWORD", StringComparison.Ordinal))));

        Assert.DoesNotContain("hunter2", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret: {secretName: tls}", "tls")]
    [InlineData("imagePullSecrets: [{name: registry}]", "registry")]
    [InlineData("""args: ["--tokens-per-second=9", "--listen=:8080"]""", "--listen=:8080")]
    [InlineData("env: [{name: URL, value: 'http://shop:8080/a?b=c'}]", "http://shop:8080/a?b=c")]
    public void WhatNamesNoSecret_IsKept(string field, string value) =>
        Assert.Contains(
            value, JsonEmitter.Emit(WrittenObject.Of(Read(Pod.Replace("args: [--api-token=hunter2, --level=info]", field, StringComparison.Ordinal).Replace(
                "env: [{name: DB_PASSWORD", "others: [{name: DB_PASSWORD", StringComparison.Ordinal)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("web:1", "web:2", "/spec/containers/0/image web:1 web:2")]
    [InlineData("allowPrivilegeEscalation: false", "runAsUser: 0", "/spec/containers/0/securityContext/allowPrivilegeEscalation false , /spec/containers/0/securityContext/runAsUser  0")]
    [InlineData("labels: {app: web}", "labels: {app: web, team: x}", "/metadata/labels/team  x")]
    [InlineData("nodeName: node-1", "nodeName: node-2", "")]
    [InlineData("phase: Running", "phase: Failed", "")]
    [InlineData("automountServiceAccountToken: true", "automountServiceAccountToken: false", "/spec/automountServiceAccountToken true false")]
    public void ChangeBetweenTwoTimes_IsFound(string before, string after, string changes) =>
        Assert.Equal(changes, Compare(Pod, Pod.Replace(before, after, StringComparison.Ordinal)));

    [Fact]
    public void LongText_IsComparedByItsDigest()
    {
        var before = Pod.Replace("value: short", $"value: {new string('a', 50_000)}b", StringComparison.Ordinal);
        var after = before.Replace("ab}", "ac}", StringComparison.Ordinal);

        Assert.True(JsonEmitter.Emit(WrittenObject.Of(Read(before))).Length < 2000);
        Assert.StartsWith("/spec/containers/0/env/2/value (50001 characters, SHA-256 ", Compare(before, after), StringComparison.Ordinal);
        Assert.Equal("", Compare(before, before));
    }

    [Fact]
    public void ReplicasOfAnAutoscaler_AreNotKept()
    {
        const string Scaled = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
              managedFields:
                - {manager: kube-controller-manager, operation: Update, apiVersion: apps/v1, subresource: scale, fieldsV1: {"f:spec": {"f:replicas": {}}}}
            spec: {replicas: 7, paused: true}
            """;

        Assert.Equal("", Compare(Scaled, Scaled.Replace("replicas: 7", "replicas: 9", StringComparison.Ordinal)));
    }

    [Fact]
    public void ExportedCorpus_KeepsWhatWasWritten()
    {
        var objects = Corpus.Files("apiserver/exported", "export-*.yaml").SelectMany(name => ReadAll(File.ReadAllText(Corpus.File(name)))).ToList();

        Assert.True(objects.Count >= 25);
        Assert.All(objects, live => Assert.DoesNotContain("last-applied-configuration", JsonEmitter.Emit(WrittenObject.Of(live)), StringComparison.Ordinal));
        Assert.Contains(objects, static live => live.Kind == "Deployment" && WrittenObject.Of(live).At("spec", "template", "spec", "containers") is not null);
    }

    private static string Compare(string before, string now) => string.Join(
        ", ",
        ObjectComparison.Compare(WrittenObject.Of(Read(before)), WrittenObject.Of(Read(now)), isSameVersion: true)
            .Select(static change => $"{change.Pointer} {change.Written} {change.Live}"));

    private static KubernetesObject Read(string text) => ReadAll(text).Single();

    private static IEnumerable<KubernetesObject> ReadAll(string text)
    {
        var file = new ManifestReader().Read("file.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return file.Documents.SelectMany(document => KubernetesObject.In(file, document));
    }
}
