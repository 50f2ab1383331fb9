using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MicroService.Tests.Certificates;
using MicroService.Tests.Databases;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.WarmUp;

public sealed class WarmUpTests
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["HTTP_PORTS"] = $"{LoopbackPorts.Next()}",
        ["Management__Port"] = $"{LoopbackPorts.Next()}",
        ["Authentication__AllowAnonymous"] = "true",
    };

    // On a busy machine a program needs seconds for its start alone.
    private static string[] Patiently => ["--timeout", "2m"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadyService_IsCalledAndSaidToBeReady()
    {
        await using var api = await ApiProcess.StartAsync(_environment);

        var report = await WarmUpAsync(Patiently);

        Assert.Equal("Ready", (string?)report["outcome"]);
        Assert.All(["GET /v1/rules: 200", "POST /v1/fixes?unsafe=true: 200", "GET /health/ready: yes", "GET /v1/audits: 200"], step => AssertStep(report, step));
    }

    [Fact]
    public async Task ManagementPortWithTls_IsAskedOverTlsWithoutACertificate()
    {
        using var authority = new CertificateAuthority("Cluster");
        using var server = authority.Issue("api", CertificateAuthority.ForServers);
        using var files = new MountedVolume();
        await files.SetAsync(("tls.pem", $"{server.ExportCertificatePem()}\n{server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}"), ("ca.crt", authority.Pem));
        _environment["Management__CertificateFile"] = Path.Combine(files.Path, "tls.pem");
        _environment["Management__ClientAuthorityFile"] = Path.Combine(files.Path, "ca.crt");
        await using var api = ApiProcess.Launch(_environment);

        var report = await WarmUpAsync(Patiently);

        Assert.Equal("Ready", (string?)report["outcome"]);
    }

    [Fact]
    public async Task WarmService_HasNothingInItsHistory()
    {
        await using var api = await ApiProcess.StartAsync(_environment);

        await WarmUpAsync(Patiently);

        Assert.Empty(JsonNode.Parse(await api.Api.GetStringAsync(new Uri("/v1/audits", UriKind.Relative), Cancellation))!["items"]!.AsArray());
    }

    [Fact]
    public async Task WarmService_CanAnswerItsFirstPageWithoutItsHistory()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        _environment["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync();
        await using var api = await ApiProcess.StartAsync(_environment);
        await WarmUpAsync(Patiently);

        await postgres.StopAsync();
        using var response = await api.Api.GetAsync(new Uri("/v1/audits", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, "true"), (response.StatusCode, response.Headers.TryGetValues("X-Stale", out var stale) ? stale.Single() : null));
    }

    [Fact]
    public async Task ServiceThatComesLate_IsWaitedFor()
    {
        await using var warmUp = ApiProgram.Start(["warm-up", "--timeout", "60s"], _environment);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
        Assert.False(warmUp.HasExited);

        await using var api = await ApiProcess.StartAsync(_environment);

        Assert.Equal(0, await warmUp.WaitForExitAsync());
        Assert.Equal("Ready", (string?)JsonNode.Parse(Assert.Single(warmUp.Output))!["outcome"]);
    }

    [Fact]
    public async Task ServiceThatNeverComes_EndsWithTheTime()
    {
        var report = await WarmUpAsync("--timeout", "5s");

        Assert.Equal("NotListening", (string?)report["outcome"]);
        AssertStep(report, $"listens on {_environment["HTTP_PORTS"]}: no (ConnectionRefused)");
    }

    [Fact]
    public async Task ServiceThatIsNotReady_IsCalledAllTheSame()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string>(_environment)
        {
            ["ConnectionStrings__history"] = $"Host=127.0.0.1;Port={LoopbackPorts.Next()};Database=history;Username=app;Password=none;Timeout=1",
        });

        await ListeningAsync(api);

        var report = await WarmUpAsync("--timeout", "10s");

        Assert.Equal("NotReady", (string?)report["outcome"]);
        AssertStep(report, "POST /v1/fixes?unsafe=true: 200");
        AssertStep(report, "GET /health/ready: no (503)");
    }

    [Fact]
    public async Task ServiceThatDoesNotAnswer_EndsWithTheTime()
    {
        using var deaf = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        _environment["HTTP_PORTS"] = $"{((IPEndPoint)deaf.LocalEndpoint).Port}";
        using var management = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        management.Start();
        _environment["Management__Port"] = $"{((IPEndPoint)management.LocalEndpoint).Port}";

        var report = await WarmUpAsync("--timeout", "5s");

        Assert.Equal("NotReady", (string?)report["outcome"]);
        AssertStep(report, "GET /v1/rules: no answer");
    }

    [Fact]
    public async Task ServiceThatAsksForTokens_IsCalledWithoutOne()
    {
        _environment["Authentication__Authority"] = "https://localhost:1";
        await using var api = await ApiProcess.StartAsync(_environment);

        var report = await WarmUpAsync(Patiently);

        Assert.Equal("Ready", (string?)report["outcome"]);
        AssertStep(report, "GET /v1/audits: 401");
    }

    [Theory]
    [InlineData("Server__Port", "many")]
    [InlineData("Management__Port", "0")]
    public async Task ConfigurationWithoutPorts_IsNoFailure(string name, string value)
    {
        _environment[name] = value;

        Assert.Equal("WarmUpSkipped", (string?)(await WarmUpAsync())["event"]);
    }

    [Theory]
    [InlineData("--timeout")]
    [InlineData("--timeout", "soon")]
    [InlineData("--timeout", "-5s")]
    [InlineData("--patience", "5s")]
    [InlineData("now")]
    public async Task SlipInTheCommand_IsNoFailure(params string[] arguments)
    {
        await using var api = await ApiProcess.StartAsync(_environment);

        Assert.Equal("Ready", (string?)(await WarmUpAsync(arguments))["outcome"]);
    }

    [Fact]
    public async Task ConfigurationOfTheService_IsTaken()
    {
        await using var api = await ApiProcess.StartAsync(_environment);
        var port = _environment["Management__Port"];
        _environment["Management__Port"] = "1";

        Assert.Equal("Ready", (string?)(await WarmUpAsync([$"--Management:Port={port}", .. Patiently]))["outcome"]);
    }

    private static async Task ListeningAsync(ApiProcess api)
    {
        await Calls.UntilAsync(
            async () =>
            {
                try
                {
                    return (await api.Management.GetStringAsync(new Uri("/health/live", UriKind.Relative), Cancellation)).Length > 0;
                }
                catch (HttpRequestException) when (!api.Process.HasExited)
                {
                    return false;
                }
            },
            "The Api does not listen.");
    }

    private static void AssertStep(JsonNode report, string step) =>
        Assert.Contains(report["steps"]!.AsArray(), candidate => ((string)candidate!).StartsWith(step, StringComparison.Ordinal));

    private async Task<JsonNode> WarmUpAsync(params string[] arguments)
    {
        var result = await ApiProgram.RunAsync(["warm-up", .. arguments], environment: _environment);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonNode.Parse(Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!;
    }
}
