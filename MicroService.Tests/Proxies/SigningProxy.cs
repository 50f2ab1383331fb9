using System.Net.Sockets;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Proxies;

/// <summary>
/// A real Apache whose mod_auth_openidc signs people in with an issuer, and adds their access token to each request to an instance of a
/// service. It is set up as docs/page.md says, but for the renewal of tokens, and with sessions in cookies.
/// </summary>
internal sealed class SigningProxy : IAsyncDisposable
{
    private const string Program = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";
    private const string CallbackPath = "/oidc-callback";

    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;

    private SigningProxy(ChildProcess process, DirectoryInfo folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>Where browsers have the service.</summary>
    public Uri Address { get; }

    /// <summary>Starts the proxy; skips the running test where it is not installed.</summary>
    public static async Task<SigningProxy> StartAsync(ProxiedInstance instance, Uri issuer, string client, string secret)
    {
        Assert.SkipUnless(
            File.Exists(Program) && File.Exists($"{Modules}/mod_auth_openidc.so"),
            "Apache with mod_auth_openidc is not installed (apt-get install apache2-bin libapache2-mod-auth-openidc).");
        var address = new Uri($"http://localhost:{LoopbackPorts.Next()}");
        var folder = Directory.CreateTempSubdirectory("microservice-apache-");
        var file = Path.Combine(folder.FullName, "apache.conf");
        var configuration = Configuration(folder, address, instance, issuer, client, secret);
        await File.WriteAllTextAsync(file, configuration, TestContext.Current.CancellationToken);
        var proxy = new SigningProxy(ChildProcess.Start(Program, ["-X", "-f", file], workingDirectory: folder.FullName), folder, address);
        try
        {
            await proxy.WaitAsync();
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task WaitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            Assert.False(_process.HasExited || patience.IsCancellationRequested, _process.Transcript());
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Address.Port, patience.Token);
                return;
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }
    }

    private static string Configuration(DirectoryInfo folder, Uri address, ProxiedInstance instance, Uri issuer, string client, string secret) =>
        $$"""
        ServerRoot {{folder.FullName}}
        DefaultRuntimeDir {{folder.FullName}}
        PidFile {{folder.FullName}}/apache.pid
        ErrorLog /dev/stderr
        ServerName localhost
        Listen 127.0.0.1:{{address.Port}}
        LoadModule mpm_event_module {{Modules}}/mod_mpm_event.so
        LoadModule authn_core_module {{Modules}}/mod_authn_core.so
        LoadModule authz_core_module {{Modules}}/mod_authz_core.so
        LoadModule authz_user_module {{Modules}}/mod_authz_user.so
        LoadModule headers_module {{Modules}}/mod_headers.so
        LoadModule proxy_module {{Modules}}/mod_proxy.so
        LoadModule proxy_http_module {{Modules}}/mod_proxy_http.so
        LoadModule auth_openidc_module {{Modules}}/mod_auth_openidc.so

        OIDCProviderMetadataURL {{new Uri(issuer, ".well-known/openid-configuration")}}
        OIDCProviderTokenEndpointAuth client_secret_post
        OIDCClientID {{client}}
        OIDCClientSecret {{secret}}
        OIDCRedirectURI {{new Uri(address, CallbackPath)}}
        OIDCCryptoPassphrase a-passphrase-of-the-tests
        OIDCScope "openid profile"
        OIDCPKCEMethod S256
        OIDCSessionType client-cookie
        <Location />
          AuthType openid-connect
          Require valid-user
          RequestHeader set Authorization "Bearer %{OIDC_access_token}e"
        </Location>
        ProxyPreserveHost On
        ProxyPass {{CallbackPath}} !
        ProxyPass / http://127.0.0.1:{{instance.HttpPort}}/

        """;
}
