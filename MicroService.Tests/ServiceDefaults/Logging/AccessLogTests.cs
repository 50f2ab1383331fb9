using System.Text.Json;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Logging;

public sealed class AccessLogTests
{
    [Fact]
    public async Task Request_IsOneLineWithItsRoute()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/slow/1");
        request.Headers.Add("X-Correlation-ID", "order-42");
        using var response = await service.Api.SendAsync(request, TestContext.Current.CancellationToken);
        await service.StopAsync();

        var line = Assert.Single(Lines(service));
        Assert.Equal(
            ("GET", "/slow/1", "/slow/{milliseconds:int}", 200, "127.0.0.1", "order-42", "INFO"),
            (Text(line, "method"), Text(line, "path"), Text(line, "route"), line.GetProperty("status").GetInt32(), Text(line, "client"), Text(line, "correlation_id"), Text(line, "severity")));
        Assert.True(line.GetProperty("duration").GetDouble() > 0);
    }

    [Fact]
    public async Task SampleRate_LogsThatShareOfTheRequests()
    {
        await using var service = await StartAsync(("AccessLog__SampleRate", "0.25"), ("AccessLog__SlowThreshold", "10m"));
        for (var number = 0; number < 40; number++)
        {
            await service.Api.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        await service.StopAsync();

        Assert.Equal(10, Lines(service).Length);
    }

    [Fact]
    public async Task FailedAndSlowRequests_AreLoggedOutsideOfTheSample()
    {
        await using var service = await StartAsync(("AccessLog__SampleRate", "0"), ("AccessLog__SlowThreshold", "500ms"), ("Limits__RequestTimeout", "2s"));
        foreach (var path in (string[])["/no-such-path", "/slow/501", "/slow/600000", "/upstream/any"])
        {
            using var response = await service.Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        }

        await service.StopAsync();

        Assert.Equal(
            [("/slow/501", 200), ("/slow/600000", 504), ("/upstream/any", 503)],
            Lines(service).Select(static line => (Text(line, "path"), line.GetProperty("status").GetInt32())));
    }

    [Fact]
    public async Task ByDefault_RequestsAreNotLogged()
    {
        await using var service = await ApiProcess.StartAsync(program: ServiceProgram.Greeter);
        await service.Api.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        await service.StopAsync();

        Assert.Empty(Lines(service));
    }

    private static Task<ApiProcess> StartAsync(params (string Name, string Value)[] settings) => ApiProcess.StartAsync(
        new Dictionary<string, string>(settings.Select(static setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["AccessLog__Enabled"] = "true",
            ["Greeter__Upstream"] = $"http://127.0.0.1:{LoopbackPorts.Next()}",
            ["Resilience__Http__Retries"] = "0",
        },
        program: ServiceProgram.Greeter);

    private static JsonElement[] Lines(ApiProcess service) =>
        [.. service.Process.Output.Where(static line => line.Contains("\"event\":\"RequestEnded\"", StringComparison.Ordinal)).Select(static line => JsonElement.Parse(line))];

    private static string? Text(JsonElement line, string field) => line.GetProperty(field).GetString();
}
