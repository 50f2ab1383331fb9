using MicroService.ServiceDefaults.Redaction;

namespace MicroService.Tests.ServiceDefaults.Redaction;

public sealed class BoundedTextTests
{
    [Fact]
    public void ShortText_StaysTheSame()
    {
        const string Text = "the token bucket is empty";

        Assert.Same(Text, BoundedText.Redact(Text, BoundedText.Field));
    }

    [Fact]
    public void LongText_SaysHowMuchIsMissing()
    {
        var redacted = BoundedText.Redact(new string('a', 1_000_000), 10);

        Assert.Equal("aaaaaaaaaa… (999990 more characters)", redacted);
    }

    [Fact]
    public void TextThatJustFits_StaysTheSame()
    {
        var text = new string('a', 10);

        Assert.Same(text, BoundedText.Cut(text, 10));
        Assert.Equal("aaaaaaaaa… (1 more characters)", BoundedText.Cut(text, 9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void CharacterOfTwoUnits_IsNotCutInTwo(int further)
    {
        var text = "aaa" + char.ConvertFromUtf32(0x1F600) + new string('b', further);

        var expected = $"aaa… ({text.Length - 3} more characters)";
        Assert.Equal((expected, expected), (BoundedText.Redact(text, 4), BoundedText.Cut(text, 4)));
        Assert.StartsWith(text[..5], BoundedText.Redact(text, 5), StringComparison.Ordinal);
    }

    [Fact]
    public void SecretsOfALongText_AreMaskedBeforeItIsCut()
    {
        var text = "password=hunter22 " + new string('a', 100_000);

        Assert.StartsWith("password=*** aaa", BoundedText.Redact(text, 20), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(20_000)]
    [InlineData(40_000)]
    public void SecretAnywhere_IsNotThereEvenInPart(int before)
    {
        var secret = "hunter" + new string('2', 10_000);

        var redacted = BoundedText.Redact($"{string.Concat(Enumerable.Repeat($"password={secret} ", 5))}{new string('a', before)} password={secret} {new string('b', 100_000)}", 64);

        Assert.DoesNotContain("hunter", redacted, StringComparison.Ordinal);
    }
}
