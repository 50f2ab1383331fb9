using MicroService.Advisor.Schema;

namespace MicroService.Tests.Advisor.Schema;

public sealed class GoPatternTests
{
    [Theory]
    [InlineData("a(?=b)")]
    [InlineData("^(?!-)[a-z-]+$")]
    [InlineData("(?<=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData(@"(a)\1")]
    [InlineData("[a")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("*a")]
    public void WhatGoRefuses_IsBroken(string pattern) => Assert.True(GoPattern.IsBroken(pattern));

    [Theory]
    [InlineData("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    [InlineData("[(?=!]")]
    [InlineData("[](?=]")]
    [InlineData("[^](?=]")]
    [InlineData(@"\(?=a")]
    [InlineData(@"[\]](?:a)")]
    [InlineData(@"\\1")]
    [InlineData(@"\101")]
    [InlineData(@"\Q(?=\E")]
    [InlineData("(?i)a(?P<name>b)")]
    public void WhatGoReads_IsNotBroken(string pattern) => Assert.False(GoPattern.IsBroken(pattern));

    // Compiling it would take minutes.
    [Fact]
    public void LongPattern_IsNotJudged() => Assert.False(GoPattern.IsBroken("(" + new string('a', 1_000_000)));
}
