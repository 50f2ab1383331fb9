using System.Net;
using System.Net.Http.Headers;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class ManagementTokenTests : IAsyncLifetime
{
    private const string First = "first-token-of-the-management-port";
    private const string Second = "second-token-of-the-management-port";

    private static readonly string[] Guarded = ["/metrics", "/info", "/config", "/log-level", "/no-such-path"];

    private readonly MountedVolume _secrets = new();
    private ApiProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        await _secrets.SetAsync(("Management__Token", First + "\n"));
        _service = await ApiProcess.StartAsync(Environment(_secrets), program: ServiceProgram.Greeter);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _secrets.Dispose();
    }

    [Fact]
    public async Task AllButTheProbes_AsksForTheToken()
    {
        foreach (var path in Guarded)
        {
            using var anonymous = await AskAsync(path, null);

            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
            Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.Single().ToString());
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, First[..^1]));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, Second));
        }

        foreach (var probe in (string[])["/health/live", "/health/ready", "/health/startup"])
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(probe, null));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/info", First));
        using var metrics = await AskAsync("/metrics", First);
        Assert.Matches("(?m)^management_rejections_total.* 15$", await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(First, await (await AskAsync("/config", First)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RotatedToken_IsAcceptedWithoutARestartBesideTheOneBefore()
    {
        await _secrets.SetAsync(("Management__Token", Second), ("Management__PreviousToken", First));
        await UntilAsync(Second, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/info", First));

        await _secrets.SetAsync(("Management__PreviousToken", null));
        await UntilAsync(First, HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/info", Second));
    }

    [Fact]
    public async Task TokenThatVanishes_ClosesThePortRatherThanOpensIt()
    {
        await _secrets.SetAsync(("Management__Token", null), ("Other__Secret", "of-something-else"));
        await UntilAsync(First, HttpStatusCode.Unauthorized);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/config", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/ready", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("too-short")]
    public async Task TokenThatGuardsNothing_IsABadConfiguration(string token)
    {
        using var secrets = new MountedVolume();
        await secrets.SetAsync(("Management__Token", token));
        await using var service = ApiProcess.Launch(Environment(secrets), program: ServiceProgram.Greeter);

        // A host that is run by its own means answers no exit code of ours.
        Assert.NotEqual(0, await service.Process.WaitForExitAsync());
        Assert.Contains("Management:Token", service.Process.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_ScrapesWithTheTokenOfItsFile()
    {
        var credentials = Path.Combine(_service.Folder, "management-token");
        await File.WriteAllTextAsync(credentials, First, TestContext.Current.CancellationToken);
        await using var prometheus = await PrometheusServer.StartNewAsync([_service.Management.BaseAddress!], [], credentialsFile: credentials);

        await prometheus.WaitForAsync("up == 1");
        await prometheus.WaitForAsync("service_ready == 1");
    }

    private static Dictionary<string, string> Environment(MountedVolume secrets) => new()
    {
        ["Configuration__SecretsFolder"] = secrets.Path,
        ["Configuration__PollInterval"] = "100ms",
    };

    private Task UntilAsync(string token, HttpStatusCode status) =>
        Calls.UntilAsync(async () => await StatusAsync("/info", token) == status, $"The token {token} was not answered with {status}.");

    private async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var response = await AskAsync(path, token);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _service.Management.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
