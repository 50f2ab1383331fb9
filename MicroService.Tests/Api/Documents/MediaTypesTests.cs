using MicroService.Api.Documents;
using Microsoft.AspNetCore.Http;

namespace MicroService.Tests.Api.Documents;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/html, */*;q=0.8", "application/json")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("text/*", "text/plain")]
    [InlineData("application/json;q=0.5, application/sarif+json", "application/sarif+json")]
    [InlineData("*/*, application/json;q=0", "application/sarif+json")]
    [InlineData("APPLICATION/JSON", "application/json")]
    [InlineData("text/html", null)]
    [InlineData("image/*", null)]
    [InlineData(";;;", null)]
    public void Choice_FollowsTheCallersPreferences(string? accept, string? expected)
    {
        var request = new DefaultHttpContext().Request;
        if (accept is not null)
        {
            request.Headers.Accept = accept;
        }

        Assert.Equal(expected, MediaTypes.Choose(request, MediaTypes.Json, MediaTypes.Sarif, MediaTypes.Text));
    }

    [Theory]
    [InlineData("application/yaml", true)]
    [InlineData("Application/YAML; charset=\"UTF-8\"", true)]
    [InlineData("text/x-yaml", true)]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/vnd.api+json", false)]
    [InlineData(null, false)]
    public void Documents_ComeAsYamlOrJsonInUtf8(string? contentType, bool expected) => Assert.Equal(expected, MediaTypes.IsDocument(contentType));
}
