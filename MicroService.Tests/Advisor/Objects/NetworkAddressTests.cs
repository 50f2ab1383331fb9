using MicroService.Advisor.Objects;

namespace MicroService.Tests.Advisor.Objects;

public sealed class NetworkAddressTests
{
    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("010.0.0.1", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Address_IsReadAndKnownForItsNotation(string text, bool isPlain) => Assert.Equal(isPlain, NetworkAddress.Parse(text)?.IsPlain);

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1/8")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("1:2")]
    public void OtherText_IsNoAddress(string text) => Assert.Null(NetworkAddress.Parse(text));

    [Theory]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("10.0.0.1/8", true)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("2001:db8::/32", false)]
    [InlineData("2001:db8::1/32", true)]
    public void Range_SaysWhetherBitsAreSetBehindItsPrefix(string text, bool hasHostBits) => Assert.Equal(hasHostBits, NetworkAddress.ParseRange(text)?.HasHostBits);

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("2001:db8::/129")]
    public void OtherText_IsNoRange(string text) => Assert.Null(NetworkAddress.ParseRange(text));

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0/16", false)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    public void SmallerRangeWithin_IsPartOfTheLarger(string larger, string smaller, bool isPart) =>
        Assert.Equal(isPart, NetworkAddress.ParseRange(larger)!.IsLargerThan(NetworkAddress.ParseRange(smaller)!));
}
