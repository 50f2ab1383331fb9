using System.Net;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults;

public sealed class DefaultServicesTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    [InlineData("/metrics")]
    [InlineData("/info")]
    [InlineData("/config")]
    public async Task AnotherService_AnswersOperatorsToo(string path)
    {
        await using var greeter = await ApiProcess.StartAsync(program: ServiceProgram.Greeter);

        using var response = await greeter.Management.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task AnotherService_DrainsAndEndsInOrder()
    {
        await using var greeter = await ApiProcess.StartAsync(program: ServiceProgram.Greeter);
        var slow = greeter.Api.GetStringAsync(new Uri("/slow/1000", UriKind.Relative), TestContext.Current.CancellationToken);
        while (!(await greeter.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken))
            .Contains("http_server_active_requests{", StringComparison.Ordinal))
        {
            Assert.False(slow.IsCompleted, "The request ended before it was seen.");
        }

        var exitCode = await greeter.StopAsync();

        Assert.Equal("Hello at last", await slow);
        Assert.Equal(0, exitCode);
    }
}
