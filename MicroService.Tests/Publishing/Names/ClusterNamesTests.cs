using CsCheck;
using MicroService.Publishing.Names;

namespace MicroService.Tests.Publishing.Names;

public sealed class ClusterNamesTests
{
    // Few letters, so that many names come to the same.
    private static readonly Gen<string[]> Names = Gen.String[Gen.Char["aAbB-_."], 1, 6].Array[1, 12].Select(names => names.Distinct().ToArray());

    [Fact]
    public void Names_AreUniqueLabels() => Names.Sample(resources =>
    {
        var names = Of(resources);
        var given = resources.Where(names.Has).Select(resource => names[resource]).ToList();
        Assert.All(given, name => Assert.True(DnsLabel.Is(name)));
        Assert.Equal(given.Count, given.Distinct().Count());
    });

    [Fact]
    public void Order_ChangesNoName() => Gen.Select(Names, Gen.Int).Sample((resources, seed) =>
    {
        var shuffled = resources.OrderBy(resource => HashCode.Combine(resource, seed)).ToArray();
        var (names, others) = (Of(resources), Of(shuffled));
        Assert.All(resources.Where(names.Has), resource => Assert.Equal(names[resource], others[resource]));
    });

    [Fact]
    public void NameThatIsALabelItself_IsKeptWhenAnotherComesToIt()
    {
        var names = Of("myDb", "mydb");

        Assert.Equal("mydb", names["mydb"]);
        Assert.StartsWith("mydb-", names["myDb"], StringComparison.Ordinal);
        Assert.Equal(["myDb"], names.Shared);
    }

    [Fact]
    public void NameOfAnothersHeadlessService_IsNotTaken() => Assert.NotEqual("db-headless", Of("db", "db-headless")["db-headless"]);

    [Theory]
    [InlineData("default-deny")]
    [InlineData("default")]
    public void NameOfTheNamespacesOwn_IsNotTaken(string name) => Assert.StartsWith($"{name}-", Of(name)[name], StringComparison.Ordinal);

    [Fact]
    public void NameWithoutLettersAndDigits_IsImpossible() => Assert.Equal(["___"], Of("___", "a").Impossible);

    private static ClusterNames Of(params string[] resources) => ClusterNames.Of(resources.Select(resource => (resource, resource)));
}
