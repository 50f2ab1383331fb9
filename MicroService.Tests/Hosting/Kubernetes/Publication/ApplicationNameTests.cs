using MicroService.Hosting.Kubernetes.Publication;

namespace MicroService.Tests.Hosting.Kubernetes.Publication;

public sealed class ApplicationNameTests
{
    [Theory]
    [InlineData("MicroService.AppHost", "microservice")]
    [InlineData("Contoso.Shop.AppHost", "contoso-shop")]
    [InlineData("Shop_2", "shop-2")]
    [InlineData(".Shop.apphost", "shop")]
    public void NameOfAProject_IsALabel(string project, string name) => Assert.Equal(name, ApplicationName.Of(project));

    [Fact]
    public void LongName_IsCut() => Assert.Equal(new string('a', 62), ApplicationName.Of($"{new string('a', 62)}.{new string('b', 20)}.AppHost"));
}
