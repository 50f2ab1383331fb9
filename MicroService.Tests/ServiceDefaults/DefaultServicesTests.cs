using System.Net;
using MicroService.Tests.Connections;
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
        await using var greeter = await ApiProcess.StartAsync(
            new Dictionary<string, string>([HeldRequest.Leave, new("Lifecycle__ShutdownTimeout", "10m")]), program: ServiceProgram.Greeter);
        using var slow = await HeldRequest.BeginAsync(greeter);

        await greeter.Process.SignalAsync(ProcessSignal.Term);
        await greeter.Process.WaitForOutputAsync(static line => line.Contains("Accepting no more", StringComparison.Ordinal));
        var answer = await slow.EndAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(0, await greeter.Process.WaitForExitAsync());
    }
}
