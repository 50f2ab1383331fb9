using System.Text;
using MicroService.Advisor.Comparison;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Tests.Advisor.Clusters;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Comparison;

public sealed class ObjectComparisonTests
{
    private const string Written = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {app: web}}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example.test/web:1.0
                  env: [{name: A, value: "1000"}]
                  ports: [{containerPort: 8080}]
                  resources: {requests: {cpu: "0.5", memory: 1024Mi}, limits: {memory: 1Gi}}
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
        """;

    // Written, what the server filled in, and what somebody changed afterwards.
    private const string Live = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          uid: "1"
          labels: {app: web}
          annotations: {deployment.kubernetes.io/revision: "1"}
        spec:
          replicas: 1
          progressDeadlineSeconds: 600
          revisionHistoryLimit: 10
          strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {creationTimestamp: null, labels: {app: web}}
            spec:
              dnsPolicy: ClusterFirst
              restartPolicy: Always
              schedulerName: default-scheduler
              securityContext: {}
              terminationGracePeriodSeconds: 30
              containers:
                - name: web
                  image: registry.example.test/web:1.0
                  imagePullPolicy: IfNotPresent
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                  env: [{name: A, value: "1000"}]
                  ports: [{containerPort: 8080, protocol: TCP}]
                  resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1Gi}}
                  readinessProbe: {httpGet: {path: /ready, port: 8080, scheme: HTTP}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3}
        status: {replicas: 1}
        """;

    public static TheoryData<string> Foreign => [.. Corpus.Files("kubernetes", "*.yaml")];

    [Fact]
    public void WhatTheServerFilledIn_IsNoChange() => Assert.Empty(Compare(Written, Live));

    [Theory]
    [InlineData("web:1.0", "web:2.0", "/spec/template/spec/containers/0/image")]
    [InlineData("value: \"1000\"", "value: \"1e3\"", "/spec/template/spec/containers/0/env/0/value")]
    [InlineData("cpu: 500m", "cpu: 501m", "/spec/template/spec/containers/0/resources/requests/cpu")]
    [InlineData("  replicas: 1\n", "  replicas: 3\n", "/spec/replicas")]
    [InlineData("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 5", "/spec/template/spec/terminationGracePeriodSeconds")]
    [InlineData("value: \"1000\"}", "value: \"1000\"}, {name: B, value: x}", "/spec/template/spec/containers/0/env/1")]
    [InlineData("labels: {app: web}\n  annotations", "labels: {app: web, team: x}\n  annotations", "/metadata/labels/team")]
    [InlineData("path: /ready, ", "", "/spec/template/spec/containers/0/readinessProbe/httpGet/path")]
    [InlineData("securityContext: {}", "securityContext: {runAsUser: 0}", "/spec/template/spec/securityContext/runAsUser")]
    [InlineData("restartPolicy: Always", "hostNetwork: true", "/spec/template/spec/hostNetwork")]
    public void ChangeInTheCluster_IsFound(string before, string after, string place)
    {
        var change = Assert.Single(Compare(Written, Live.Replace(before, after, StringComparison.Ordinal)));

        Assert.Equal(place, change.Pointer);
    }

    [Fact]
    public void ItemsInAnotherOrder_AreNoChange()
    {
        var written = Written.Replace("[{name: A, value: \"1000\"}]", "[{name: A, value: \"1\"}, {name: B, value: \"2\"}]", StringComparison.Ordinal);
        var live = Live.Replace("[{name: A, value: \"1000\"}]", "[{name: B, value: \"2\"}, {name: A, value: \"1\"}]", StringComparison.Ordinal);

        Assert.Empty(Compare(written, live));
    }

    [Fact]
    public void ReplicasOfAnAutoscaler_AreNoChange()
    {
        const string Managed = """
          managedFields:
            - {manager: kube-controller-manager, operation: Update, apiVersion: apps/v1, subresource: scale, fieldsV1: {"f:spec": {"f:replicas": {}}}}
        spec:
          replicas: 7
        """;
        var live = Live.Replace("spec:\n  replicas: 1\n", $"{Managed}\n".Replace("\n\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Empty(Compare(Written.Replace("spec:\n  selector", "spec:\n  replicas: 2\n  selector", StringComparison.Ordinal), live));
    }

    [Fact]
    public void ValueOfASecret_IsNotShown()
    {
        var change = Assert.Single(Compare(
            Written.Replace("{name: A, value: \"1000\"}", "{name: DB_PASSWORD, value: old}", StringComparison.Ordinal),
            Live.Replace("{name: A, value: \"1000\"}", "{name: DB_PASSWORD, value: new}", StringComparison.Ordinal)));

        Assert.Equal(("(not shown)", "(not shown)"), (change.Written, change.Live));
    }

    [Fact]
    public void ExportedCorpus_HasNoChanges()
    {
        var back = Corpus.Files("apiserver/exported", "export-*.yaml").SelectMany(name => Objects(File.ReadAllText(Corpus.File(name)))).ToList();
        var written = Objects(File.ReadAllText(Corpus.File("apiserver", "exported", "written.yaml"))).ToList();

        var pairs = (from one in written
                     from other in back
                     where (one.Kind, one.WrittenNamespace, one.Name) == (other.Kind, other.WrittenNamespace, other.Name)
                     select (one, other)).ToList();
        Assert.True(pairs.Count >= 25);
        Assert.Empty(pairs.SelectMany(pair => ObjectComparison.Compare(pair.one, pair.other).Select(change => $"{pair.one} {change}")));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void ForeignManifest_HasNoChangesAsAClusterGivesItBack(string name)
    {
        var text = File.ReadAllText(Corpus.File(name));
        Assert.SkipUnless(new ManifestReader().Read(name, Encoding.UTF8.GetBytes(text)).Problems.Count == 0, "The file can't be audited.");
        var (written, live) = (Objects(text).ToList(), Objects(text).ToList());
        foreach (var candidate in live.Where(candidate => !candidate.IsFromCluster))
        {
            ClusterDefaults.FillIn(candidate.Root);
        }

        Assert.Empty(written.Zip(live).SelectMany(pair => ObjectComparison.Compare(pair.First, pair.Second).Select(change => $"{pair.First} {change}")).Take(5));
    }

    private static IReadOnlyList<FieldChange> Compare(string written, string live) => ObjectComparison.Compare(Objects(written).Single(), Objects(live).Single());

    private static IEnumerable<KubernetesObject> Objects(string text)
    {
        var file = new ManifestReader().Read("file.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return file.Documents.SelectMany(document => KubernetesObject.In(file, document));
    }
}
