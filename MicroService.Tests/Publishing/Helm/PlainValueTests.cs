using System.Text.Json;
using MicroService.Publishing.Helm;

namespace MicroService.Tests.Publishing.Helm;

public sealed class PlainValueTests
{
    [Fact]
    public void Nodes_BecomeWhatTheyMean() =>
        Assert.Equal(
            """{"text":"1","number":1,"float":1.5,"flag":true,"nothing":null,"list":[1,{"a":"b"}]}""",
            JsonSerializer.Serialize(PlainValue.Of(Yaml.Of("text: \"1\"\nnumber: 1\nfloat: 1.5\nflag: true\nnothing: null\nlist:\n- 1\n- a: b\n"))));

    [Fact]
    public void SecondCall_MakesAnotherValue()
    {
        var node = Yaml.Of("a: b\n");

        Assert.NotSame(PlainValue.Of(node), PlainValue.Of(node));
    }
}
