using MicroService.Advisor.Manifests;

namespace MicroService.Tests.Advisor.Manifests;

public sealed class ScalarResolverTests
{
    [Theory]
    [InlineData("", ScalarKind.Null)]
    [InlineData("~", ScalarKind.Null)]
    [InlineData("nil", ScalarKind.String)]
    [InlineData("y", ScalarKind.Boolean)]
    [InlineData("Off", ScalarKind.Boolean)]
    [InlineData("tRue", ScalarKind.String)]
    [InlineData("007", ScalarKind.Integer)]
    [InlineData("0o10", ScalarKind.Integer)]
    [InlineData("0o8", ScalarKind.String)]
    [InlineData("0x", ScalarKind.String)]
    [InlineData("1_000", ScalarKind.Integer)]
    [InlineData("_1", ScalarKind.String)]
    [InlineData("1_000.5", ScalarKind.Float)]
    [InlineData("08", ScalarKind.Float)]
    [InlineData("1.", ScalarKind.Float)]
    [InlineData("+.5", ScalarKind.Float)]
    [InlineData("1e", ScalarKind.String)]
    [InlineData("1.2.3", ScalarKind.String)]
    [InlineData("+.nan", ScalarKind.String)]
    [InlineData("1e400", ScalarKind.String)]
    [InlineData("18446744073709551615", ScalarKind.Integer)]
    [InlineData("18446744073709551616", ScalarKind.Float)]
    [InlineData("0x10000000000000000", ScalarKind.String)]
    [InlineData("2001-01-01", ScalarKind.String)]
    [InlineData("12:30", ScalarKind.String)]
    [InlineData("-", ScalarKind.String)]
    public void PlainText_IsWhatTheApiServerReads(string text, ScalarKind kind) => Assert.Equal(kind, ScalarResolver.Resolve(text));

    [Theory]
    [InlineData("on", "true")]
    [InlineData("N", "false")]
    [InlineData("0x1F", "31")]
    [InlineData("-0b101", "-5")]
    [InlineData("1.10", "1.1")]
    [InlineData("12e03", "12000")]
    [InlineData("1e6", "1e+06")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("685_230.15", "685230.1")]
    [InlineData("-0.0", "-0")]
    [InlineData("+.inf", ".inf")]
    [InlineData("18446744073709551615", null)]
    [InlineData("~", null)]
    public void PlainKey_BecomesText(string text, string? key) => Assert.Equal(key, ScalarResolver.KeyText(text, ScalarResolver.Resolve(text)));
}
