using CsCheck;
using MicroService.Publishing.Names;

namespace MicroService.Tests.Publishing.Names;

public sealed class DnsLabelTests
{
    [Fact]
    public void AnyText_BecomesALabelThatFitsOrNone() =>
        Gen.Select(Gen.String, Gen.Int[12, DnsLabel.Longest]).Sample((text, longest) =>
        {
            var label = DnsLabel.From(text, longest);
            return label is null ? !text.Any(char.IsAsciiLetterOrDigit) : DnsLabel.Is(label) && label.Length <= longest;
        });

    [Fact]
    public void Label_StaysAsItIs() =>
        Gen.String[Gen.Char["abcxyz0189"], 1, 40].Where(text => char.IsAsciiLetter(text[0])).Sample(text => DnsLabel.From(text) == text);

    [Theory]
    [InlineData("Stress.ApiService", "stress-apiservice")]
    [InlineData("my__Db", "my-db")]
    [InlineData("1st", "app-1st")]
    [InlineData("--x--", "x")]
    [InlineData("Größe", "gr-e")]
    public void Name_BecomesTheNearestLabel(string name, string label) => Assert.Equal(label, DnsLabel.From(name));

    [Fact]
    public void NamesTooLong_DifferAllTheSame() =>
        Assert.NotEqual(DnsLabel.From(new string('a', 70) + "b", 52), DnsLabel.From(new string('a', 70) + "c", 52));
}
