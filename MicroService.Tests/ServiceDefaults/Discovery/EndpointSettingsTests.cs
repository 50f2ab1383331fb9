using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Discovery;

public sealed class EndpointSettingsTests
{
    [Theory]
    [InlineData("services:api", "http://localhost:5000")]
    [InlineData("services:api:http:first", "http://localhost:5000")]
    [InlineData("services:api:http:0:url", "http://localhost:5000")]
    [InlineData("services:api:http:0", "not an address")]
    [InlineData("services:api:http:0", "")]
    public async Task EndpointThatCannotBeCalled_IsAProblem(string key, string value)
    {
        await using var app = RunningService.Build(settings: new Dictionary<string, string?> { [key] = value });

        var problem = Assert.Single(app.ValidateConfiguration());

        Assert.Equal((key, value), (problem.Key, problem.Value));
    }

    [Theory]
    [InlineData("services:api:http:0", "http://localhost:5000")]
    [InlineData("services:api:http:12", "http://[::1]:5000/base")]
    [InlineData("services:api:default", "localhost:5000")]
    [InlineData("services:cache:tcp:0", "tcp://localhost:6379")]
    public async Task EndpointAsAspireWritesIt_IsNoProblem(string key, string value)
    {
        await using var app = RunningService.Build(settings: new Dictionary<string, string?> { [key] = value });

        Assert.Empty(app.ValidateConfiguration());
    }
}
