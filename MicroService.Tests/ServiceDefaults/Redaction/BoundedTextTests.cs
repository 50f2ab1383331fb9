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
