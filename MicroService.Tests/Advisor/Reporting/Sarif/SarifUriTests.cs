using CsCheck;
using MicroService.Advisor.Reporting.Sarif;

namespace MicroService.Tests.Advisor.Reporting.Sarif;

public sealed class SarifUriTests
{
    [Theory]
    [InlineData("deploy/cart.yaml", "deploy/cart.yaml")]
    [InlineData("./deploy//cart.yaml", "deploy/cart.yaml")]
    [InlineData("/abs/cart.yaml", "abs/cart.yaml")]
    [InlineData("a\\b\\c.yaml", "a/b/c.yaml")]
    [InlineData("a/../b.yaml", "b.yaml")]
    [InlineData("ü 1.yaml", "%C3%BC%201.yaml")]
    public void Path_BecomesARelativeUri(string path, string expected) => Assert.Equal(expected, SarifUri.Of(path));

    [Fact]
    public void AnyPath_IsAWellFormedRelativeUri() =>
        Gen.String[Gen.Char[' ', '~'], 0, 40].Sample(path => Uri.IsWellFormedUriString(SarifUri.Of(path), UriKind.Relative));
}
