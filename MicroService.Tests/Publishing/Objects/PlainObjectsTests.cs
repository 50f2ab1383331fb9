using System.Text;
using CsCheck;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Publishing.Images;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Objects;

public sealed class PlainObjectsTests
{
    private static readonly string[] Tricky = ["yes", "no", "on", "null", "~", "1e3", "0x10", "0o7", "1_000", "12:30:45", "2026-01-01", ".5", "", " x ", "a: b", "# x", "- x", "*x", "&x", "!x", "{x}", "[x]", "\"", "'", "\t", "a\nb\n", "\u2028", "=", "<<"];

    [Fact]
    public void Settings_AreReadAsTheStringsTheyWere() =>
        Gen.OneOf(Gen.Int[0, Tricky.Length - 1].Select(index => Tricky[index]), Gen.String.Where(text => text.All(IsOfXml))).Sample(text =>
        {
            var workload = Workload with { Configuration = [new ClusterSetting("X", text)], Arguments = [text] };
            var roots = Read(PlainObjects.Of(new ClusterModel("shop", [workload], [], []), "shop")[0].Print());

            Assert.Equal(new ScalarNode(text, ScalarKind.String), roots[0].At("data", "X")!, (expected, actual) => expected!.DataEquals(actual!));
            Assert.Equal(text, ((ScalarNode)Container(roots[1]).Sequence("args")!.Items[0]).Value);
        });

    [Theory]
    [InlineData("ON")]
    [InlineData("y")]
    [InlineData("null")]
    [InlineData(".5")]
    [InlineData("-1")]
    [InlineData("_1e3")]
    public void NameOfASetting_IsReadAsItWas(string name)
    {
        var workload = Workload with { Configuration = [new ClusterSetting(name, "x")] };

        Assert.Equal(name, Assert.Single(Read(PlainObjects.Of(new ClusterModel("shop", [workload], [], []), "shop")[0].Print())[0].Mapping("data")!.Entries).Key.Value);
    }

    [Fact]
    public void StatefulSet_HasAClaimAndAHeadlessService()
    {
        var roots = Roots(Workload with { Kind = WorkloadKind.StatefulSet, Volumes = [new ClusterVolume("data", "/data", IsReadOnly: false, "8Gi")] });

        Assert.Equal(["StatefulSet", "Service"], roots.Select(root => root.Text("kind")));
        Assert.Equal("8Gi", (roots[0].Mapping("spec")!.Mappings("volumeClaimTemplates").Single().At("spec", "resources", "requests", "storage") as ScalarNode)?.Value);
        Assert.Equal(roots[1].Mapping("metadata")!.Text("name"), roots[0].Mapping("spec")!.Text("serviceName"));
        Assert.Equal("None", roots[1].Mapping("spec")!.Text("clusterIP"));
    }

    [Fact]
    public void Job_HasNoServiceAndStarts()
    {
        var root = Assert.Single(Roots(Workload with { Kind = WorkloadKind.Job }));

        Assert.Equal(("batch/v1", "Never"), (root.Text("apiVersion"), (root.At("spec", "template", "spec", "restartPolicy") as ScalarNode)?.Value));
    }

    [Fact]
    public void PortsOfTheServiceThatShareOne_GoToItByItsName()
    {
        var roots = Roots(Workload with { Ports = [new("http", "http", 8080, 80, "TCP", true, true), new("alt", "alt", 8080, 8080, "TCP", true, false)] });

        Assert.Equal("http", Assert.Single(Container(roots[0]).Mappings("ports")).Text("name"));
        Assert.Equal([("http", 80L, "http"), ("alt", 8080L, "http")], roots[1].Mapping("spec")!.Mappings("ports").Select(port => (port.Text("name"), port.Integer("port")!.Value, port.Text("targetPort"))));
    }

    [Fact]
    public void Secret_IsAReferenceAndNoObject()
    {
        var root = Assert.Single(Roots(Workload with { Secrets = [new ClusterSecret("PW", new("/x", "{pw.value}"), ["pw"])] }));

        Assert.Equal(("a-secrets", "PW"), Assert.Single(Container(root).Mappings("env")).At("valueFrom", "secretKeyRef") is MappingNode key ? (key.Text("name"), key.Text("key")) : default);
    }

    [Fact]
    public void Variables_OfOtherServicesAreOff() => Assert.False((Roots(Workload)[0].At("spec", "template", "spec") as MappingNode)?.Boolean("enableServiceLinks"));

    private static ClusterWorkload Workload => new()
    {
        Resource = "a",
        Name = "a",
        Kind = WorkloadKind.Deployment,
        Image = new ClusterImage("a:1"),
        Profile = ImageProfiles.Of("a:1"),
        Settings = WorkloadDefaults.Any,
    };

    private static List<MappingNode> Roots(ClusterWorkload workload) =>
        [.. PlainObjects.Of(new ClusterModel("shop", [workload], [], []), "shop")[0].Documents.Select(document => document.Root!)];

    private static List<MappingNode> Read(string text) =>
        [.. new ManifestReader().Read("a", Encoding.UTF8.GetBytes(text)).File!.Documents.Select(document => document.Root!)];

    private static MappingNode Container(MappingNode root) => Assert.Single(((MappingNode)root.At("spec", "template", "spec")!).Mappings("containers"));

    // YAML has no place for others; no variable holds them either.
    private static bool IsOfXml(char character) => (character is >= ' ' and < '\ud800' or '\t' or '\n' || character is > '\udfff' and < '\ufffe') && character is not ('\u007f' or '\ufeff') && !(character is >= '\u0080' and <= '\u009f');
}
