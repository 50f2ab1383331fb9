using MicroService.Advisor.Reading;

namespace MicroService.Tests.Publishing.Kustomize;

public sealed class StrictTypesTests
{
    [Fact]
    public void ObjectsOfKubernetes_Pass() =>
        Assert.All(SampleApplication.Base().Application.Files.SelectMany(file => file.Documents), document => Assert.Null(StrictTypes.Problem(document.Root!)));

    [Theory]
    [InlineData("strategy:", "strategie:")]
    [InlineData("maxSurge:", "maxSuge:")]
    [InlineData("readinessProbe:", "readynessProbe:")]
    [InlineData("seconds: 5", "second: 5")]
    [InlineData("terminationGracePeriodSeconds: 40", "terminationGracePeriodSeconds: soon")]
    [InlineData("averageUtilization:", "averageUtilisation:")]
    [InlineData("kind: Deployment\n", "kind: Deploiment\n")]
    public void MisspeltField_Fails(string part, string misspelt)
    {
        var text = SampleApplication.Web.Replace(part, misspelt, StringComparison.Ordinal);
        Assert.NotEqual(SampleApplication.Web, text);

        // The reader has its own types and refuses some of these by itself.
        var reading = new ManifestReader().Read("web", System.Text.Encoding.UTF8.GetBytes(text));

        Assert.True(reading.File is null || reading.File.Documents.Any(document => StrictTypes.Problem(document.Root!) is not null));
    }
}
