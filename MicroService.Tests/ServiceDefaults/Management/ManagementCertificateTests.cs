using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MicroService.Tests.Certificates;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class ManagementCertificateTests : IAsyncLifetime
{
    private const string Token = "the-token-of-the-management-port";

    private static readonly string[] Guarded = ["/metrics", "/info", "/config", "/log-level", "/no-such-path"];

    private readonly CertificateAuthority _authority = new("Cluster");
    private readonly CertificateAuthority _foreign = new("Cluster");
    private readonly MountedVolume _certificates = new();
    private readonly MountedVolume _secrets = new();
    private ApiProcess _service = null!;
    private X509Certificate2 _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = _authority.Issue("prometheus", CertificateAuthority.ForClients);
        await _secrets.SetAsync(("Management__Token", Token));
        await MountAsync(_authority, "first");
        _service = ApiProcess.Launch(Environment(), program: ServiceProgram.Greeter);
        await Calls.UntilAsync(async () => await StatusAsync("/health/ready") == HttpStatusCode.OK, "The service did not become ready.");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _certificates.Dispose();
        _secrets.Dispose();
        _client.Dispose();
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task ClientCertificateOrToken_IsAskedForByAllButTheProbes()
    {
        using var other = _foreign.Issue("prometheus", CertificateAuthority.ForClients);
        using var server = _authority.Issue("prometheus", CertificateAuthority.ForServers);
        using var expired = _authority.Issue("prometheus", CertificateAuthority.ForClients, TimeProvider.System.GetUtcNow().AddDays(-1));
        foreach (var path in Guarded)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path));
            foreach (var rejected in (X509Certificate2[])[other, server, expired])
            {
                Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, rejected));
            }
        }

        foreach (var probe in (string[])["/health/live", "/health/ready", "/health/startup"])
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(probe));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(probe, expired));
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync("/info", _client), await StatusAsync("/info", token: Token)));
        Assert.Equal(20, await MetricAsync("management_rejections_total"));
    }

    [Fact]
    public async Task Http2_IsAnsweredByTheSameRules()
    {
        using var anonymous = Client(null);
        using var known = Client(_client);
        (anonymous.DefaultRequestVersion, anonymous.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        (known.DefaultRequestVersion, known.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

        using var rejected = await anonymous.GetAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        using var live = await anonymous.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation);
        using var metrics = await known.GetAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK), (rejected.StatusCode, live.StatusCode, metrics.StatusCode));
    }

    [Fact]
    public async Task ReplacedCertificates_CountWithoutARestart()
    {
        using var next = new CertificateAuthority("Next");
        using var client = next.Issue("prometheus", CertificateAuthority.ForClients);
        using var open = Client(_client);
        Assert.Equal(HttpStatusCode.OK, (await open.GetAsync(new Uri("/info", UriKind.Relative), Cancellation)).StatusCode);

        await MountAsync(next, "second");

        await Calls.UntilAsync(async () => await StatusAsync("/info", client) == HttpStatusCode.OK, "The new authority's certificate was not accepted.");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/info", _client));
        Assert.Equal(HttpStatusCode.Unauthorized, (await open.GetAsync(new Uri("/info", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal("CN=second", await ServerNameAsync());
    }

    [Fact]
    public async Task CertificatesThatCannotBeUsed_LeaveTheLastGoodOnesInEffect()
    {
        await _certificates.SetAsync(("tls.key", "no key"), ("ca.crt", _foreign.Pem));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/info", _client));
        Assert.Equal("CN=first", await ServerNameAsync());
        Assert.Equal(1, await MetricAsync("management_certificate_reloads_total{[^}]*result=\"refused\""));
        await _service.Process.WaitForOutputAsync(static line => line.Contains("Management:KeyFile must hold", StringComparison.Ordinal));

        await MountAsync(_foreign, "third");
        Assert.Equal("CN=third", await ServerNameAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/info", _client));
    }

    [Theory]
    [InlineData("ClientAuthorityFile=ca.crt", "Management:ClientAuthorityFile")]
    [InlineData("CertificateFile=tls.crt KeyFile=tls.key ClientAuthorityFile= ", "Management:ClientAuthorityFile")]
    [InlineData("CertificateFile=tls.crt KeyFile=ca.crt ClientAuthorityFile=absent.crt", "Management:KeyFile Management:ClientAuthorityFile")]
    [InlineData("CertificateFile=tls.key KeyFile=tls.key ClientAuthorityFile=tls.crt", "Management:CertificateFile Management:ClientAuthorityFile")]
    public async Task FilesThatCannotBeUsed_AreRefusedAtStartAllAtOnce(string settings, string keys)
    {
        var environment = Environment();
        foreach (var key in (string[])["CertificateFile", "KeyFile", "ClientAuthorityFile"])
        {
            environment.Remove($"Management__{key}");
        }

        foreach (var setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, file) = (setting.Split('=')[0], setting.Split('=')[1]);
            environment[$"Management__{key}"] = file.Length == 0 ? " " : Path.Combine(_certificates.Path, file);
        }

        await using var service = ApiProcess.Launch(environment, program: ServiceProgram.Greeter);

        Assert.NotEqual(0, await service.Process.WaitForExitAsync());
        Assert.All(keys.Split(' '), key => Assert.Contains(key, service.Process.Transcript(), StringComparison.Ordinal));
    }

    private async Task MountAsync(CertificateAuthority authority, string name)
    {
        using var server = authority.Issue(name, CertificateAuthority.ForServers);
        await _certificates.SetAsync(
            ("tls.crt", server.ExportCertificatePem()), ("tls.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), ("ca.crt", authority.Pem));
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["Configuration__SecretsFolder"] = _secrets.Path,
        ["Management__CertificateFile"] = Path.Combine(_certificates.Path, "tls.crt"),
        ["Management__KeyFile"] = Path.Combine(_certificates.Path, "tls.key"),
        ["Management__ClientAuthorityFile"] = Path.Combine(_certificates.Path, "ca.crt"),
    };

    private async Task<HttpStatusCode?> StatusAsync(string path, X509Certificate2? certificate = null, string? token = null)
    {
        try
        {
            using var client = Client(certificate);
            client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<string?> ServerNameAsync()
    {
        string? name = null;
        using var client = Client(null, server => name = server);
        using var response = await client.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation);
        return name;
    }

    private async Task<int> MetricAsync(string pattern)
    {
        using var client = Client(_client);
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        return int.Parse(Regex.Match(metrics, $"(?m)^{pattern}.* (\\d+)$").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    // A connection of its own, on which the certificate is presented whoever issued it.
    private HttpClient Client(X509Certificate2? certificate, Action<string>? seen = null)
    {
        var options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, server, _, _) =>
            {
                seen?.Invoke(server?.Subject ?? "");
                return server is not null;
            },
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
        };
        var address = new UriBuilder(_service.Management.BaseAddress!) { Scheme = Uri.UriSchemeHttps }.Uri;
        return new HttpClient(new SocketsHttpHandler { SslOptions = options }) { BaseAddress = address };
    }
}
