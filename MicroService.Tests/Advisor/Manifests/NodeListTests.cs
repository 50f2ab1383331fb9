using MicroService.Advisor.Manifests;

namespace MicroService.Tests.Advisor.Manifests;

public sealed class NodeListTests
{
    [Fact]
    public void Default_IsEmpty() => Assert.Empty(default(NodeList<Node>));

    [Fact]
    public void CollectionExpression_HoldsItsMembers()
    {
        NodeList<Node> list = ["a", "b"];

        Assert.Equal(["a", "b"], list.Select(node => node.ToString()));
    }

    [Fact]
    public void IndexBehindTheLastMember_IsOutOfRange()
    {
        var mapping = MappingNode.Of(("a", 1), ("b", 2));
        mapping.Remove("b");

        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Entries[1]);
    }

    [Fact]
    public void Key_IsTheSameNodeEachTime()
    {
        var entry = MappingNode.Of(("a", 1)).Entries[0];

        Assert.Same(entry.Key, entry.Key);
    }

    [Fact]
    public void Key_HasTheMappingAsParent()
    {
        var mapping = MappingNode.Of(("a", 1));

        Assert.Equal("/a", mapping.Entries[0].Key.Pointer);
    }
}
