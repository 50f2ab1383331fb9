using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MicroService.Tests.Certificates;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Admission;

public sealed class AdmissionPortTests : IAsyncLifetime
{
    private readonly CertificateAuthority _authority = new("Cluster");
    private readonly MountedVolume _certificates = new();
    private readonly int _port = LoopbackPorts.Next();
    private X509Certificate2 _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await MountAsync("first");

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _certificates.Dispose();
        _authority.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Review_IsAnsweredWithoutATokenAndBeyondTheLimitsOfCallers()
    {
        await using var service = await ApiProcess.StartAsync(Environment(
            ("CallerLimits__RequestsPerSecond", "1"),
            ("CallerLimits__Burst", "1"),
            ("Authentication__Authority", "https://issuer.example.test"),
            ("Authentication__Audience", "api"),
            ("Authentication__AllowAnonymous", "false")));
        using var client = Client(null);

        for (var i = 0; i < 20; i++)
        {
            var (status, body) = await PostAsync(client, "/v1/admission");
            Assert.Equal((HttpStatusCode.OK, true), (status, (bool)body!["response"]!["allowed"]!));
        }

        Assert.False((bool)(await PostAsync(client, "/v1/admission/deny")).Body!["response"]!["allowed"]!);
        var metrics = await service.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.Matches("microservice_admission_reviews_total\\{[^}]*result=\"warned\"[^}]*\\} 20", metrics);
        Assert.DoesNotContain("/v1/admission\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherPaths_AreOfTheOtherPorts()
    {
        await using var service = await ApiProcess.StartAsync(Environment());
        using var client = Client(null);

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/v1/audits")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync(new Uri("/v1/admission", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Api.PostAsync(new Uri("/v1/admission", UriKind.Relative), null, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task LongReview_IsRejectedAtTheLimit()
    {
        await using var service = await ApiProcess.StartAsync(Environment(("Admission__MaxBytes", "65536")));
        using var client = Client(null);
        using var content = new StringContent(new string(' ', 70_000));
        using var response = await client.PostAsync(new Uri("/v1/admission", UriKind.Relative), content, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task ClientAuthority_LetsOnlyItsClientsIn()
    {
        using var foreign = new CertificateAuthority("Cluster");
        using var other = foreign.Issue("kube-apiserver", CertificateAuthority.ForClients);
        using var known = _authority.Issue("kube-apiserver", CertificateAuthority.ForClients);
        await using var service = await ApiProcess.StartAsync(Environment(("Admission__ClientAuthorityFile", Path.Combine(_certificates.Path, "ca.crt"))));
        using var anonymous = Client(null);
        using var stranger = Client(other);
        using var server = Client(known);

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(anonymous, "/v1/admission")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(stranger, "/v1/admission")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, "/v1/admission")).Status);
    }

    [Fact]
    public async Task ReplacedCertificate_CountsWithoutARestart()
    {
        await using var service = await ApiProcess.StartAsync(Environment());
        Assert.Equal("CN=first", await ServerNameAsync());

        await MountAsync("second");

        Assert.Equal("CN=second", await ServerNameAsync());
        await service.Process.WaitForOutputAsync(static line => line.Contains("certificates of the admission port have changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutACertificate_ThePortIsOff()
    {
        await using var service = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Admission__Port"] = $"{_port}" });
        using var client = Client(null);

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, "/v1/admission"));
    }

    [Theory]
    [InlineData("Admission__CertificateFile", "absent.crt", "Admission:CertificateFile")]
    [InlineData("Admission__DenyFrom", "Never", "Admission:DenyFrom")]
    [InlineData("Admission__MaxBytes", "1", "Admission:MaxBytes")]
    public async Task WrongSetting_IsRejectedAtStart(string key, string value, string named)
    {
        await using var service = ApiProcess.Launch(Environment((key, value)));

        Assert.Equal(78, await service.Process.WaitForExitAsync());
        Assert.Contains(named, service.Process.Transcript(), StringComparison.Ordinal);
    }

    private Dictionary<string, string> Environment(params (string Key, string Value)[] more)
    {
        var environment = new Dictionary<string, string>
        {
            ["Admission__Port"] = $"{_port}",
            ["Admission__CertificateFile"] = Path.Combine(_certificates.Path, "tls.crt"),
            ["Admission__KeyFile"] = Path.Combine(_certificates.Path, "tls.key"),
        };
        foreach (var (key, value) in more)
        {
            environment[key] = value;
        }

        return environment;
    }

    private async Task MountAsync(string name)
    {
        _server = _authority.Issue(name, CertificateAuthority.ForServers);
        await _certificates.SetAsync(
            ("tls.crt", _server.ExportCertificatePem()), ("tls.key", _server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), ("ca.crt", _authority.Pem));
    }

    private async Task<string> ServerNameAsync()
    {
        var name = "";
        using var client = Client(null, seen => name = seen);
        await PostAsync(client, "/v1/admission");
        return name;
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(HttpClient client, string path)
    {
        using var content = JsonContent.Create(AdmissionReviews.Review("CREATE", "deployments", AdmissionReviews.Deployment()));
        using var response = await client.PostAsync(new Uri($"{path}?timeout=10s", UriKind.Relative), content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return (response.StatusCode, response.IsSuccessStatusCode ? JsonNode.Parse(text) : null);
    }

    private HttpClient Client(X509Certificate2? certificate, Action<string>? seen = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, server, _, _) =>
                {
                    seen?.Invoke(server?.Subject ?? "");
                    return server is not null;
                },
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{_port}") };
    }
}
