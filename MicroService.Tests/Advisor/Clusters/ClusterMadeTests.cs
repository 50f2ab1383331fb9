using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Clusters;

public sealed class ClusterMadeTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "example.com/web:latest"}]}

        """;

    [Theory]
    [InlineData("labels: {pod-template-hash: 687b}, ownerReferences: [{kind: ReplicaSet, name: web-687b, controller: true}]")]
    [InlineData("ownerReferences: [{kind: Deployment, name: web, controller: true}]")]
    public void PodOfAListedController_IsNotAudited(string metadata)
    {
        Assert.Equal(["web"], Audited(Deployment + Pod($"metadata: {{name: web-x, namespace: shop, uid: '7', {metadata}}}")));
    }

    [Theory]
    [InlineData("metadata: {name: web-x, namespace: shop, ownerReferences: [{kind: StatefulSet, name: web, controller: true}]}")]
    [InlineData("metadata: {name: web-x, namespace: other, ownerReferences: [{kind: Deployment, name: web, controller: true}]}")]
    [InlineData("metadata: {name: web-x, namespace: shop, ownerReferences: [{kind: Deployment, name: web}]}")]
    [InlineData("metadata: {name: web-x, namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]}")]
    [InlineData("metadata: {name: web-x, namespace: shop}")]
    public void PodOfNoListedController_IsAudited(string metadata)
    {
        Assert.Equal(["web", "web-x"], Audited(Deployment + Pod(metadata)));
    }

    [Fact]
    public void ReplicaSetAndPodOfAListedDeployment_AreNoWorkloads()
    {
        const string ReplicaSet = """
            ---
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: web-687b, namespace: shop, uid: '7', ownerReferences: [{kind: Deployment, name: web, controller: true}]}
            spec: {template: {spec: {containers: [{name: web, image: "example.com/web:latest"}]}}}

            """;
        var pod = Pod("metadata: {name: web-x, namespace: shop, uid: '8', ownerReferences: [{kind: ReplicaSet, name: web-687b, controller: true}]}");
        var graph = new ObjectGraph([Read(Deployment + ReplicaSet + pod)]);

        Assert.Equal(["web"], graph.Workloads.Select(workload => workload.Name));
        Assert.NotNull(graph.Find("ReplicaSet", "shop", "web-687b"));
    }

    [Theory]
    [InlineData("ConfigMap", "name: kube-root-ca.crt, uid: a1", true)]
    [InlineData("ConfigMap", "name: kube-root-ca.crt", false)]
    [InlineData("ConfigMap", "name: settings", false)]
    [InlineData("ServiceAccount", "name: default, uid: a1", true)]
    [InlineData("ServiceAccount", "name: default", false)]
    [InlineData("Service", "name: kubernetes, namespace: default, uid: a1", true)]
    [InlineData("Service", "name: kubernetes, namespace: shop, uid: a1", false)]
    [InlineData("ClusterRole", "name: admin, uid: a1, labels: {kubernetes.io/bootstrapping: rbac-defaults}", true)]
    [InlineData("ClusterRole", "name: mine, labels: {kubernetes.io/bootstrapping: rbac-defaults}", false)]
    public void ObjectThatEachClusterHas_IsMadeByTheCluster(string kind, string metadata, bool isMade)
    {
        var version = kind == "ClusterRole" ? "rbac.authorization.k8s.io/v1" : "v1";
        var graph = new ObjectGraph([Read($"apiVersion: {version}\nkind: {kind}\nmetadata: {{{metadata}}}\n")]);

        Assert.Equal(isMade, graph.IsMadeByCluster(Assert.Single(graph.Objects)));
    }

    private static string Pod(string metadata) =>
        $"---\napiVersion: v1\nkind: Pod\n{metadata}\nspec: {{containers: [{{name: web, image: \"example.com/web:latest\"}}]}}\n";

    private static IEnumerable<string> Audited(string text) =>
        new Auditor().Audit([Read(text)], new AuditSettings(), TestContext.Current.CancellationToken)
            .Objects.Select(audited => audited.Object.Name);

    private static ManifestFile Read(string text)
    {
        var reading = new ManifestReader().Read("objects.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }
}
