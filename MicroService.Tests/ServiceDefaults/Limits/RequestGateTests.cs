using System.Net;
using System.Text.Json;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class RequestGateTests
{
    [Fact]
    public async Task MoreRequestsThanPlaces_WaitAndThenAreSentAway()
    {
        await using var service = await StartAsync(("MaxConcurrentRequests", "1"), ("QueuedRequests", "1"), ("QueueTimeout", "1m"), ("RequestTimeout", "10m"));
        using var worked = await HeldRequest.BeginAsync(service);
        var queued = GetAsync(service, "/");
        await service.WaitForMetricAsync("request_gate_queued", 1);

        using var shed = await GetAsync(service, "/");
        using var live = await service.Management.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);
        using var ready = await service.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        await AssertRefusedAsync(shed, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(1), shed.Headers.RetryAfter?.Delta);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (live.StatusCode, ready.StatusCode));
        Assert.StartsWith("HTTP/1.1 200 ", await worked.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await queued).StatusCode);
        await service.WaitForMetricAsync("request_gate_shed_total", 1);
        await service.WaitForMetricAsync("request_gate_active", 0);
    }

    [Fact]
    public async Task LongWait_EndsWithARefusal()
    {
        await using var service = await StartAsync(("MaxConcurrentRequests", "1"), ("QueuedRequests", "10"), ("QueueTimeout", "200ms"), ("RequestTimeout", "10m"));
        using var worked = await HeldRequest.BeginAsync(service);

        using var waited = await GetAsync(service, "/");

        await AssertRefusedAsync(waited, HttpStatusCode.ServiceUnavailable);
        Assert.StartsWith("HTTP/1.1 200 ", await worked.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusalOfAnUnreadBody_ReachesTheClientAndKeepsTheConnection()
    {
        await using var service = await StartAsync(("MaxConcurrentRequests", "1"), ("QueuedRequests", "0"), ("RequestTimeout", "10m"));
        using var worked = await HeldRequest.BeginAsync(service);
        using var connection = await RawConnection.OpenAsync(service.Api);

        await connection.SendAsync("POST / HTTP/1.1\r\nHost: greeter\r\nContent-Length: 1000000\r\n\r\n" + new string('x', 1000));
        var first = await connection.ReadAnswerAsync();
        await connection.SendAsync(new string('x', 999_000) + "GET / HTTP/1.1\r\nHost: greeter\r\n\r\n");
        var second = await connection.ReadAnswerAsync();

        Assert.StartsWith("HTTP/1.1 503 ", first, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 503 ", second, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await worked.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientThatGoesWhileItWaits_LeavesItsPlaceInTheLine()
    {
        await using var service = await StartAsync(("MaxConcurrentRequests", "1"), ("QueuedRequests", "1"), ("QueueTimeout", "1m"), ("RequestTimeout", "10m"));
        using var worked = await HeldRequest.BeginAsync(service);
        using (var impatient = await RawConnection.OpenAsync(service.Api))
        {
            await impatient.SendAsync("GET / HTTP/1.1\r\nHost: greeter\r\n\r\n");
            await service.WaitForMetricAsync("request_gate_queued", 1);
        }

        await service.WaitForMetricAsync("request_gate_queued", 0);

        Assert.Equal(0, await service.MetricAsync("request_gate_shed_total"));
        Assert.StartsWith("HTTP/1.1 200 ", await worked.EndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(service.Process.Output, static line => line.Contains("\"ERROR\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequestOverItsTime_IsCancelledAndAnsweredAsAProblem()
    {
        await using var service = await StartAsync(("RequestTimeout", "3s"));
        using var warm = await GetAsync(service, "/slow/0");

        using var response = await GetAsync(service, "/slow/600000");

        await AssertRefusedAsync(response, HttpStatusCode.GatewayTimeout);
        await service.Process.WaitForOutputAsync(static line => line.Contains("/slow/{milliseconds:int} was cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HandlerThatDoesNotListen_KeepsItsLateAnswer()
    {
        await using var service = await StartAsync(("RequestTimeout", "3s"));
        using var warm = await GetAsync(service, "/deaf/0");

        // Three times as long as it may take.
        using var response = await GetAsync(service, "/deaf/9000");

        Assert.Equal("Hello at last", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(response.Headers.GetValues("X-Correlation-ID").Single(), problem.GetProperty("correlationId").GetString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    private static Task<ApiProcess> StartAsync(params (string Key, string Value)[] limits) => ApiProcess.StartAsync(
        new Dictionary<string, string>([HeldRequest.Leave, .. limits.Select(limit => KeyValuePair.Create($"Limits__{limit.Key}", limit.Value))]),
        program: ServiceProgram.Greeter);

    private static Task<HttpResponseMessage> GetAsync(ApiProcess service, string path) =>
        service.Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
