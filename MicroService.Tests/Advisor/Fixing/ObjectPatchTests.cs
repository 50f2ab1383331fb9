using System.Text;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;

namespace MicroService.Tests.Advisor.Fixing;

public sealed class ObjectPatchTests
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  securityContxt:\n    runAsUser: 1\n  containers:\n  - name: a\n  - name: b\n";

    [Fact]
    public void FieldThatIsRenamedAndChanged_IsPatchedButLeftAsItIs()
    {
        var (file, graph) = Read();
        var spec = graph.Objects[0].Spec!;
        var fix = Fix.Review("rename it").Rename(spec, "securityContxt", "securityContext").Set(spec, ["securityContext", "runAsNonRoot"], true);

        var patch = Assert.Single(ObjectPatch.Of(fix, graph));

        Assert.Equal([("remove", "/spec/securityContxt"), ("add", "/spec/securityContext")], patch.Operations.Select(operation => (operation.Op, operation.Path)));
        Assert.True(((MappingNode)patch.Operations[1].Value!).Has("runAsNonRoot"));
        Assert.Equal(Pod, file.Print());
    }

    [Fact]
    public void ItemThatIsChangedBesideOneThatGoes_IsPatchedButLeftAsItIs()
    {
        var (file, graph) = Read();
        var containers = graph.Objects[0].Spec!.Sequence("containers")!;
        var fix = Fix.Review("change both").RemoveItem(containers, containers.Items[0]).Set((MappingNode)containers.Items[1], ["image"], "b:1");

        var patch = Assert.Single(ObjectPatch.Of(fix, graph));

        Assert.Equal(
            [("replace", "/spec/containers/0/name"), ("add", "/spec/containers/0/image"), ("remove", "/spec/containers/1")],
            patch.Operations.Select(operation => (operation.Op, operation.Path)));
        Assert.Equal(Pod, file.Print());
        Assert.Same(containers, containers.Items[0].Parent);
    }

    private static (ManifestFile File, ObjectGraph Graph) Read()
    {
        var file = new ManifestReader().Read("pod.yaml", Encoding.UTF8.GetBytes(Pod)).File!;
        return (file, new ObjectGraph([file]));
    }
}
