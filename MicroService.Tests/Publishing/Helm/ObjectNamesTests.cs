using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Helm;

public sealed class ObjectNamesTests
{
    private const string Job = """
        apiVersion: batch/v1
        kind: Job
        metadata: { name: create }
        spec: { template: { spec: { containers: [{ name: create, image: "postgres:18.3" }] } } }
        """;

    [Fact]
    public void ObjectsOfAWorkload_HaveAFileEach()
    {
        foreach (var file in Hardened.Of(OwnModel.Model, OwnModel.Options).Files)
        {
            var roots = Renamed(file);

            var files = roots.Select(root => ObjectNames.FileOf("postgres", root.Mapping("metadata")!.Text("name")!)).ToList();
            Assert.Equal(files.Count, files.Distinct().Count());
        }
    }

    [Fact]
    public void RenamedWorkload_IsStillFoundByItsAutoscaler()
    {
        var roots = Renamed(Hardened.Of(OwnModel.Model, OwnModel.Options).Files.Single(file => file.Name == "api"));

        var target = (MappingNode)roots.Single(root => root.Text("kind") == "HorizontalPodAutoscaler").At("spec", "scaleTargetRef")!;
        Assert.Contains(roots, root => root.Text("kind") == target.Text("kind") && root.Mapping("metadata")!.Text("name") == target.Text("name"));
    }

    [Fact]
    public void RenamedHeadlessService_IsStillThatOfItsPods()
    {
        var roots = Renamed(Hardened.Of(OwnModel.Model, OwnModel.Options).Files.Single(file => file.Name == "postgres"));

        var named = ((ScalarNode)roots.Single(root => root.Text("kind") == "StatefulSet").At("spec", "serviceName")!).Value;
        Assert.Contains(roots, root => root.Text("kind") == "Service" && root.Mapping("metadata")!.Text("name") == named);
    }

    [Fact]
    public void ChangedJob_HasAnotherName()
    {
        var names = new[] { Job, Job, Job.Replace("18.3", "18.4", StringComparison.Ordinal) }.Select(text =>
        {
            var root = Yaml.Of(text);
            ObjectNames.Apply([root]);
            return root.Mapping("metadata")!.Text("name");
        }).ToList();

        Assert.Equal(names[0], names[1]);
        Assert.NotEqual(names[0], names[2]);
    }

    private static List<MappingNode> Renamed(ManifestFile file)
    {
        var roots = file.Documents.Select(document => (MappingNode)document.Root!.Clone()).ToList();
        ObjectNames.Apply(roots);
        return roots;
    }
}
