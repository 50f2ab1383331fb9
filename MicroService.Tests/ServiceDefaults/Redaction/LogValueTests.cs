using MicroService.ServiceDefaults.Redaction;

namespace MicroService.Tests.ServiceDefaults.Redaction;

public sealed class LogValueTests
{
    private static readonly int[] Numbers = [1, 2];

    public static TheoryData<object?, object?> Values => new()
    {
        { null, null },
        { true, true },
        { 7, 7 },
        { 7L, 7L },
        { 7.5m, 7.5m },
        { 7.5, 7.5 },
        { double.NaN, "NaN" },
        { double.PositiveInfinity, "Infinity" },
        { TimeSpan.FromMilliseconds(1_500), 1.5 },
        { new DateTimeOffset(2024, 2, 29, 12, 30, 0, TimeSpan.FromHours(2)), "2024-02-29T10:30:00Z" },
        { new DateTimeOffset(2024, 2, 29, 12, 30, 0, 250, TimeSpan.Zero), "2024-02-29T12:30:00.25Z" },
        { DayOfWeek.Tuesday, "Tuesday" },
        { new Version(1, 2), "1.2" },
        { Numbers, "Int32[]" },
        { "password=hunter22", "password=***" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_IsOfATypeThatEveryReceiverCanWrite(object? value, object? written) => Assert.Equal(written, LogValue.Of("field", value));

    [Theory]
    [InlineData("hunter22")]
    [InlineData(7)]
    [InlineData(true)]
    public void FieldOfASecret_IsMaskedWhateverItIs(object value) => Assert.Equal("***", LogValue.Of("apiToken", value));

    [Fact]
    public void MissingSecret_StaysMissing() => Assert.Null(LogValue.Of("apiToken", null));

    [Fact]
    public void ListOfTexts_IsBoundedAndRedacted()
    {
        var items = Enumerable.Repeat(new string('a', BoundedText.Item + 1), BoundedText.Items).Prepend("password=hunter22");

        var written = Assert.IsType<string[]>(LogValue.Of("field", items));

        Assert.Equal((BoundedText.Items, "password=***"), (written.Length, written[0]));
        Assert.EndsWith("… (1 more characters)", written[1], StringComparison.Ordinal);
    }

    [Fact]
    public void LongText_IsCut() =>
        Assert.EndsWith("… (1 more characters)", Assert.IsType<string>(LogValue.Of("field", new string('a', BoundedText.Field + 1))), StringComparison.Ordinal);
}
