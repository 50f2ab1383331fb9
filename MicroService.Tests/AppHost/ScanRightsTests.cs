using MicroService.Advisor.Manifests;
using MicroService.Cluster.Kinds;
using MicroService.Tests.Publishing;

namespace MicroService.Tests.AppHost;

[Collection(AppHostIsolation.Name)]
public sealed class ScanRightsTests
{
    [Fact]
    public async Task RightsOfANamespace_ArePublishedAsARoleAndLimitTheScans()
    {
        var objects = await PublishAsync("--AppHost:ScanRights=namespace");

        var role = Assert.Single(objects, root => root.Text("kind") == "Role");
        Assert.DoesNotContain(objects, root => root.Text("kind")!.StartsWith("ClusterRole", StringComparison.Ordinal));
        Assert.Equal(
            KnownKinds.All.Where(kind => kind.Reach != KindReach.Cluster || kind == KnownKinds.Namespaces).Select(kind => kind.FullName).Append("pods.metrics.k8s.io").Order(),
            ResourcesOf(role).Order());
        Assert.Contains(objects, root => root.Text("kind") == "RoleBinding");
        Assert.Contains(objects, root => root.Text("kind") == "ConfigMap" && root.Mapping("data")?.Text("Scans__Namespaces") == ".");
    }

    [Fact]
    public async Task RightsToSecrets_ArePublishedOnlyWhereAskedFor()
    {
        var without = await PublishAsync("--AppHost:ScanRights=cluster");
        var with = await PublishAsync("--AppHost:ScanRights=cluster", "--AppHost:ScanSecrets=true");

        Assert.DoesNotContain("secrets", ResourcesOf(Assert.Single(without, root => root.Text("kind") == "ClusterRole")));
        Assert.Contains("secrets", ResourcesOf(Assert.Single(with, root => root.Text("kind") == "ClusterRole")));
        Assert.Contains(with, root => root.Text("kind") == "ConfigMap" && root.Mapping("data")?.Text("Scans__ReadSecrets") == "true");
    }

    [Fact]
    public async Task RightsToWatch_ArePublishedOnlyWhereAskedFor()
    {
        var without = await PublishAsync("--AppHost:ScanRights=cluster");
        var with = await PublishAsync("--AppHost:ScanRights=cluster", "--Kubernetes:Resources:api:Environment:Scans__Interval=1h", "--Kubernetes:Resources:api:Environment:Scans__Watch=true");

        Assert.DoesNotContain("watch", VerbsOf(without, "deployments"));
        Assert.Equal(["list", "watch"], VerbsOf(with, "deployments"));
    }

    private static IEnumerable<string> VerbsOf(IReadOnlyList<MappingNode> objects, string resource) =>
        Assert.Single(objects, root => root.Text("kind") == "ClusterRole").Mappings("rules")
            .First(rule => rule.Sequence("resources")!.Items.OfType<ScalarNode>().Any(item => item.Value == resource)).Sequence("verbs")!.Items.OfType<ScalarNode>().Select(verb => verb.Value);

    private static IEnumerable<string> ResourcesOf(MappingNode role) =>
        from rule in role.Mappings("rules")
        from resource in rule.Sequence("resources")!.Items.OfType<ScalarNode>()
        let groupName = ((ScalarNode)rule.Sequence("apiGroups")!.Items[0]).Value
        select groupName.Length == 0 ? resource.Value : $"{resource.Value}.{groupName}";

    private static async Task<IReadOnlyList<MappingNode>> PublishAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("microservice-rights-");
        try
        {
            var result = await AppHostProgram.RunAsync(["--operation", "publish", "--step", "publish", "--output-path", folder.FullName, .. settings]);
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
            return [.. OwnPublication.Read(folder.FullName).SelectMany(file => file.Documents).Select(document => document.Root).OfType<MappingNode>().Where(root => root.Text("kind") is not null)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
