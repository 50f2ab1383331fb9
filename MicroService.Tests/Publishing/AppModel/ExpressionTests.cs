using CsCheck;
using MicroService.Publishing.AppModel.Expressions;

namespace MicroService.Tests.Publishing.AppModel;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("{}")]
    [InlineData("/catalog/{**catch-all}")]
    [InlineData("""{"a":{"b":{"c":1}}}""")]
    [InlineData("{no dot}")]
    [InlineData("{open.value")]
    [InlineData("}}")]
    public void TextWithoutReferences_StandsForItself(string text) =>
        Assert.Equal(new LiteralPart(text), Assert.Single(Expression.Parse(text).Parts));

    [Theory]
    [InlineData("{{api.value}}", "{api.value}")]
    [InlineData("{{}}", "{}")]
    [InlineData("a{{b", "a{b")]
    public void DoubledBraces_AreBraces(string text, string literal) =>
        Assert.Equal(new LiteralPart(literal), Assert.Single(Expression.Parse(text).Parts));

    [Fact]
    public void References_AreFoundBetweenText()
    {
        var parts = Expression.Parse("Host={db.bindings.tcp.host};Password={pass-word.value}").Parts;

        Assert.Equal(["Host=", "{db.bindings.tcp.host}", ";Password=", "{pass-word.value}"], parts.Select(part => part is ReferencePart reference ? reference.Text : ((LiteralPart)part).Text));
        Assert.Equal(["bindings", "tcp", "host"], ((ReferencePart)parts[1]).Path);
    }

    [Fact]
    public void ReferenceInEscapedBraces_IsAReference() =>
        Assert.Equal("{api.value}", Assert.Single(Expression.Parse("{{{api.value}}}").References).Text);

    [Fact]
    public void EscapedText_ComesToItself() =>
        Gen.String[Gen.Char["{}a.b"], 0, 12].Sample(text => Expression.Parse(Expression.Escape(text)).Parts is [LiteralPart literal] && literal.Text == text);
}
