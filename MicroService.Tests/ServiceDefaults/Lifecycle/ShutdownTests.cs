using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Lifecycle;

public sealed class ShutdownTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: greeter\r\n\r\n";

    [Theory]
    [InlineData(nameof(ProcessSignal.Term))]
    [InlineData(nameof(ProcessSignal.Int))]
    [InlineData(nameof(ProcessSignal.Hup))]
    public async Task SlowRequest_IsFinished(string signal)
    {
        IgnoredSignals.SkipIf(Enum.Parse<ProcessSignal>(signal));
        await using var service = await StartAsync(("DrainDelay", "0s"), ("ShutdownTimeout", "10m"));
        using var slow = await HeldRequest.BeginAsync(service);

        await service.Process.SignalAsync(Enum.Parse<ProcessSignal>(signal));
        await service.Process.WaitForOutputAsync(static line => line.Contains("Accepting no more", StringComparison.Ordinal));
        var answer = await slow.EndAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Equal(0, await service.Process.WaitForExitAsync());
    }

    [Fact]
    public async Task RequestBeyondTheDeadlineThatListens_IsAnsweredHonestly()
    {
        await using var service = await StartAsync(("DrainDelay", "0s"), ("ShutdownTimeout", "11s"));
        var slow = GetAsync(service, "/slow/600000");
        await service.WaitForMetricAsync("request_gate_active", 1);

        var exitCode = await service.StopAsync();

        using var response = await slow;
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, true, "application/problem+json", 503),
            (response.StatusCode, response.Headers.ConnectionClose, response.Content.Headers.ContentType?.MediaType, problem.GetProperty("status").GetInt32()));
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        Assert.Equal(0, exitCode);
        AssertLogged(service, "1 requests in flight are cancelled");
        AssertLogged(service, "Stopped with 0 requests in flight");
    }

    [Fact]
    public async Task RequestBeyondTheDeadlineThatDoesNotListen_IsCutOffAndLogged()
    {
        await using var service = await StartAsync(("DrainDelay", "0s"), ("ShutdownTimeout", "4s"));
        var deaf = GetAsync(service, "/deaf/600000");
        await service.WaitForMetricAsync("request_gate_active", 1);

        var exitCode = await service.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => deaf);
        Assert.Equal(0, exitCode);
        AssertLogged(service, "GET /deaf/{milliseconds:int} did not end when it was cancelled");
    }

    [Theory]
    [InlineData(nameof(ProcessSignal.Term), 143)]
    [InlineData(nameof(ProcessSignal.Int), 130)]
    [InlineData(nameof(ProcessSignal.Hup), 129)]
    public async Task SecondSignal_StopsNow(string signal, int expected)
    {
        IgnoredSignals.SkipIf(Enum.Parse<ProcessSignal>(signal));
        await using var service = await StartAsync(("DrainDelay", "5m"), ("ShutdownTimeout", "10m"));
        var (slow, deaf) = (GetAsync(service, "/slow/600000"), GetAsync(service, "/deaf/600000"));
        await service.WaitForMetricAsync("request_gate_active", 2);
        await service.Process.SignalAsync(ProcessSignal.Term);
        await service.Process.WaitForOutputAsync(static line => line.Contains("not ready any more", StringComparison.Ordinal));

        await service.Process.SignalAsync(Enum.Parse<ProcessSignal>(signal));

        Assert.Equal(expected, await service.Process.WaitForExitAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => deaf);
    }

    [Fact]
    public async Task SecondSignalWhileARequestListens_StopsNow()
    {
        await using var service = await StartAsync(("DrainDelay", "5m"), ("ShutdownTimeout", "10m"));
        var slow = GetAsync(service, "/slow/600000");
        await service.WaitForMetricAsync("request_gate_active", 1);
        await service.Process.SignalAsync(ProcessSignal.Term);
        await service.Process.WaitForOutputAsync(static line => line.Contains("not ready any more", StringComparison.Ordinal));

        var exitCode = await service.StopAsync();

        Assert.Equal(143, exitCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow);
    }

    [Fact]
    public async Task KeptConnection_IsToldToCloseWhileDraining()
    {
        await using var service = await StartAsync(("DrainDelay", "5m"));
        using var connection = await RawConnection.OpenAsync(service.Api);
        await connection.SendAsync(Request);
        var before = await connection.ReadAnswerAsync();
        await service.Process.SignalAsync(ProcessSignal.Term);
        await service.WaitForMetricAsync("service_draining", 1);

        await connection.SendAsync(Request);
        var after = await connection.ReadToEndAsync();

        Assert.DoesNotContain("Connection: close", before, StringComparison.Ordinal);
        Assert.Contains("Connection: close", after, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http2ClientWhileDraining_GoesOnOverNewConnectionsWithoutAFailure()
    {
        var port = LoopbackPorts.Next();
        await using var service = await ApiProcess.StartAsync(
            new Dictionary<string, string> { ["Lifecycle__DrainDelay"] = "5m", ["Server__Http2Port"] = $"{port}" }, program: ServiceProgram.Greeter);
        var connections = 0;
        using var handler = new SocketsHttpHandler();
        handler.PlaintextStreamFilter = (context, _) =>
        {
            Interlocked.Increment(ref connections);
            return ValueTask.FromResult(context.PlaintextStream);
        };
        using var client = new HttpClient(handler)
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        await AskManyAsync(client);
        var before = connections;

        await service.Process.SignalAsync(ProcessSignal.Term);
        await service.WaitForMetricAsync("service_draining", 1);
        await AskManyAsync(client);

        Assert.Equal(1, before);
        Assert.True(connections > before, "The client stayed on its connection.");
    }

    [Fact]
    public async Task ReceiverThatHangs_DoesNotKeepTheProcess()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var service = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["Lifecycle__ShutdownTimeout"] = "4s",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "600000",
        });
        using var response = await GetAsync(service, "/v1/rules");

        Assert.Equal(0, await service.StopAsync());
        Assert.Single(service.Process.Output, static line => line.Contains("Telemetry was not flushed within", StringComparison.Ordinal));
    }

    private static async Task AskManyAsync(HttpClient client)
    {
        for (var number = 0; number < 50; number++)
        {
            Assert.Equal("Hello", await client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));
        }
    }

    private static void AssertLogged(ApiProcess service, string text) =>
        Assert.Contains(service.Process.Output, line => JsonElement.Parse(line).GetProperty("message").GetString()!.Contains(text, StringComparison.Ordinal));

    private static Task<ApiProcess> StartAsync(params (string Key, string Value)[] settings) => ApiProcess.StartAsync(
        new Dictionary<string, string>([HeldRequest.Leave, .. settings.Select(setting => KeyValuePair.Create($"Lifecycle__{setting.Key}", setting.Value))]),
        program: ServiceProgram.Greeter);

    private static Task<HttpResponseMessage> GetAsync(ApiProcess service, string path) =>
        service.Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
