using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed class PodRightsTests
{
    private const string Container = """ "app": { "type": "container.v0", "image": "example.com/c:1" } """;

    [Fact]
    public void PodWithoutRights_HasNoTokenAndNoRole()
    {
        var pod = HardenedPod.Of(Container);

        Assert.False(pod.Workload.PodSpec.Boolean("automountServiceAccountToken"));
        Assert.DoesNotContain(pod.Graph.Objects, item => item.Group == "rbac.authorization.k8s.io" || item.Kind == "Lease");
    }

    [Fact]
    public void ClusterRights_AreARoleForItsServiceAccount()
    {
        var pod = HardenedPod.Of(Container, new WorkloadSettings { ClusterRights = ["deployments.apps:list", "statefulsets.apps:list", "namespaces:get,list"] });
        var rules = Find(pod, "ClusterRole").Root.Mappings("rules").ToList();
        var binding = Find(pod, "ClusterRoleBinding").Root;

        Assert.True(pod.Workload.PodSpec.Boolean("automountServiceAccountToken"));
        Assert.Equal(["apps", ""], rules.Select(rule => Texts(rule, "apiGroups").Single()));
        Assert.Equal(["deployments", "statefulsets"], Texts(rules[0], "resources"));
        Assert.Equal(["get", "list"], Texts(rules[1], "verbs"));
        Assert.Equal(Find(pod, "ClusterRole").Name, binding.Mapping("roleRef")!.Text("name"));
        Assert.Equal("app", binding.Mappings("subjects").Single().Text("name"));
        Assert.Null(binding.Mapping("metadata")!.Text("namespace"));
    }

    [Fact]
    public void Lease_IsThereAndMayBeRenewedByItsNameAlone()
    {
        var pod = HardenedPod.Of(Container, new WorkloadSettings { Leases = ["scan"] });
        var rule = Find(pod, "Role").Root.Mappings("rules").Single();

        Assert.Equal("scan", Find(pod, "Lease").Name);
        Assert.Equal(["scan"], Texts(rule, "resourceNames"));
        Assert.Equal(["get", "update"], Texts(rule, "verbs"));
    }

    private static KubernetesObject Find(HardenedPod pod, string kind) => pod.Graph.Objects.Single(item => item.Kind == kind);

    private static IEnumerable<string> Texts(MappingNode node, string key) => node.Sequence(key)!.Items.Cast<ScalarNode>().Select(item => item.Value);
}
