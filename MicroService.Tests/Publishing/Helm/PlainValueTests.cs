using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;

namespace MicroService.Tests.Publishing.Helm;

public sealed class PlainValueTests
{
    [Fact]
    public void Nodes_BecomeWhatTheyMean() =>
        Assert.Equal(
            """{"text":"1","number":1,"float":1.5,"flag":true,"nothing":null,"list":[1,{"a":"b"}]}""",
            JsonSerializer.Serialize(PlainValue.Of(Data("{text: \"1\", number: 1, float: 1.5, flag: true, nothing: null, list: [1, {a: b}]}"))));

    [Fact]
    public void SecondCall_MakesAnotherValue()
    {
        var node = Data("{a: b}");

        Assert.NotSame(PlainValue.Of(node), PlainValue.Of(node));
    }

    // The reader takes whole objects only.
    private static MappingNode Data(string yaml) =>
        Yaml.Of($"apiVersion: example.com/v1\nkind: Thing\nmetadata: {{name: x}}\nspec: {yaml}\n").Mapping("spec")!;
}
