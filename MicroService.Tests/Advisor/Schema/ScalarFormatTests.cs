using MicroService.Advisor.Manifests;
using MicroService.Advisor.Schema;

namespace MicroService.Tests.Advisor.Schema;

public sealed class ScalarFormatTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("+1")]
    [InlineData("-.5")]
    [InlineData("1.")]
    [InlineData("1.G")]
    [InlineData("250m")]
    [InlineData("64Mi")]
    [InlineData("0.5Ei")]
    [InlineData("1e3")]
    [InlineData("1E-3")]
    [InlineData("1e+3")]
    [InlineData("1E")]
    [InlineData("007")]
    [InlineData("Gi")]
    [InlineData("123456789012345678901234567890")]
    public void WhatKubernetesReads_IsAQuantity(string text) => Assert.True(ScalarFormat.IsQuantity(text));

    [Theory]
    [InlineData("")]
    [InlineData("1 Gi")]
    [InlineData("1GB")]
    [InlineData("1gi")]
    [InlineData("1Gi2")]
    [InlineData("Ei")]
    [InlineData("1e")]
    [InlineData("1e3.5")]
    [InlineData("one")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("--1")]
    public void OtherText_IsNoQuantity(string text) => Assert.False(ScalarFormat.IsQuantity(text));

    [Theory]
    [InlineData("", true)]
    [InlineData("YQ==", true)]
    [InlineData("YWI=", true)]
    [InlineData("YW\nJj", true)]
    [InlineData("YQ", false)]
    [InlineData("YWJj====", false)]
    [InlineData("YW Jj", false)]
    [InlineData("YW-j", false)]
    [InlineData("=", false)]
    public void Base64_NeedsItsPadding(string text, bool isBase64) => Assert.Equal(isBase64, ScalarFormat.IsBase64(text));

    [Theory]
    [InlineData("2026-01-31T09:30:00Z", true, false)]
    [InlineData("2026-01-31T09:30:00.5+02:00", true, false)]
    [InlineData("2026-01-31T09:30:00.000000Z", true, true)]
    [InlineData("2026-01-31", false, false)]
    [InlineData("2026-01-31 09:30:00Z", false, false)]
    [InlineData("2026-02-30T09:30:00Z", false, false)]
    [InlineData("2026-01-31T09:30:00", false, false)]
    [InlineData("2026-01-31T09:30:00.Z", false, false)]
    [InlineData("", false, false)]
    public void Time_IsAsRfc3339WritesIt(string text, bool isTime, bool isMicro) =>
        Assert.Equal((isTime, isMicro), (ScalarFormat.IsTime(text, isMicro: false), ScalarFormat.IsTime(text, isMicro: true)));

    [Theory]
    [InlineData("3", ScalarKind.Integer, 3L, 3L)]
    [InlineData("2.0", ScalarKind.Float, 2L, null)]
    [InlineData("1e3", ScalarKind.Float, 1000L, null)]
    [InlineData("1.5", ScalarKind.Float, null, null)]
    [InlineData(".inf", ScalarKind.Float, null, null)]
    [InlineData("3", ScalarKind.String, null, null)]
    public void WholeNumber_IsOneInYamlThoughNotInJson(string text, ScalarKind kind, long? inYaml, long? inJson)
    {
        var scalar = new ScalarNode(text, kind);

        Assert.Equal((inYaml, inJson), (ScalarFormat.Integer(scalar, isJson: false), ScalarFormat.Integer(scalar, isJson: true)));
    }

    [Theory]
    [InlineData("readinesProbe", "readinessProbe", 1)]
    [InlineData("ReadinessProbe", "readinessProbe", 0)]
    [InlineData("iamge", "image", 1)]
    [InlineData("mage", "image", 1)]
    [InlineData("imagge", "image", 1)]
    [InlineData("imgae", "image", 1)]
    [InlineData("contaiers", "containers", 1)]
    [InlineData("contiers", "containers", 2)]
    [InlineData("command", "containers", 3)]
    public void Distance_CountsLetters(string left, string right, int distance) =>
        Assert.Equal(distance, Math.Min(3, NameDistance.Between(left, right)));
}
