using System.Net;
using System.Text.Json;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class AllowedHostsTests : IAsyncLifetime
{
    private ApiProcess _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["AllowedHosts"] = "example.com" });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task ForeignHost_IsRefusedAsAProblemWithAllHeaders()
    {
        using var response = await GetAsync("elsewhere.com", "/v1/rules");

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["order-42"], response.Headers.GetValues("X-Correlation-ID"));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(("order-42", 400), (problem.GetProperty("correlationId").GetString(), problem.GetProperty("status").GetInt32()));
        Assert.Equal("No host of this name is served here.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task BadRequestOfAnAllowedHost_SaysWhatIsWrongWithIt()
    {
        using var response = await GetAsync("example.com", "/v1/audits?limit=banana");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("No host", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.Add("X-Correlation-ID", "order-42");
        return await _api.Api.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
