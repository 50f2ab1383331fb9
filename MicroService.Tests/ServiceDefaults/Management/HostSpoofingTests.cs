using System.Net;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class HostSpoofingTests : IAsyncLifetime
{
    private static readonly string[] ManagementPaths = ["/health/live", "/health/ready", "/health/startup", "/metrics", "/info", "/config"];

    private readonly int _http2Port = LoopbackPorts.Next();
    private ApiProcess _service = null!;

    private string ManagementHost => _service.Management.BaseAddress!.Authority;

    private string ServiceHost => _service.Api.BaseAddress!.Authority;

    public async ValueTask InitializeAsync() => _service = await ApiProcess.StartAsync(
        new Dictionary<string, string> { ["Server__Http2Port"] = $"{_http2Port}" }, program: ServiceProgram.Greeter);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ServicePort_ShowsNothingOfTheManagementPort()
    {
        foreach (var path in ManagementPaths)
        {
            foreach (var request in Requests(path, ManagementHost))
            {
                var answer = await RawConnection.ExchangeAsync(_service.Api, request);

                Assert.True(answer.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), request + answer);
            }
        }
    }

    [Fact]
    public async Task ManagementPort_ShowsNothingOfTheService()
    {
        foreach (var request in Requests("/", ServiceHost))
        {
            var answer = await RawConnection.ExchangeAsync(_service.Management, request);

            Assert.DoesNotContain("Hello", answer, StringComparison.Ordinal);
            Assert.True(answer.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), request + answer);
        }
    }

    [Fact]
    public async Task Http2Authority_OpensNothingEither()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_http2Port}") };
        foreach (var path in ManagementPaths)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Host = ManagementHost;
            request.Headers.TryAddWithoutValidation("X-Forwarded-Host", ManagementHost);

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal((HttpStatusCode.NotFound, HttpVersion.Version20), (response.StatusCode, response.Version));
        }
    }

    private static IEnumerable<string> Requests(string path, string host)
    {
        var port = host[(host.IndexOf(':', StringComparison.Ordinal) + 1)..];
        yield return $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";
        yield return $"GET {path} HTTP/1.1\r\nHost: *:{port}\r\nConnection: close\r\n\r\n";
        yield return $"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n";
        yield return $"GET http://{host}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";
        yield return $"GET http://{host}{path} HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n";
        yield return $"GET {path} HTTP/1.0\r\n\r\n";
        yield return $"GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: {host}\r\nX-Forwarded-Port: {port}\r\nX-Forwarded-For: 127.0.0.1\r\nForwarded: host={host}\r\nConnection: close\r\n\r\n";
        yield return $"GET {path} HTTP/1.1\r\nHost: x\r\nX-Original-URL: {path}\r\nX-Rewrite-URL: {path}\r\nConnection: close\r\n\r\n";
    }
}
