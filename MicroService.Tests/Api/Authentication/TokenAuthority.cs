using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.Api.Authentication;

/// <summary>
/// An OpenID Connect issuer on loopback: discovery, keys, a key that it can change, and the sign-in of <see cref="SignInForm"/>. Its certificate is in a
/// file, to be trusted.
/// </summary>
internal sealed class TokenAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private volatile SigningKey _key = SigningKey.Create("first");

    private TokenAuthority(WebApplication app, DirectoryInfo folder, Uri issuer)
    {
        _app = app;
        _folder = folder;
        Issuer = issuer;
    }

    public Uri Issuer { get; }

    /// <summary>The key that tokens are signed with now; the only one published.</summary>
    public SigningKey Key => _key;

    /// <summary>Where people sign in.</summary>
    public SignInForm SignIn { get; private set; } = null!;

    /// <summary>Where codes are redeemed, if not here.</summary>
    public Uri? TokenAddress { get; set; }

    /// <summary>The certificate as PEM, for <c>SSL_CERT_FILE</c>.</summary>
    public string CertificateFile => Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>How often the keys were asked for.</summary>
    public int KeyRequests { get; private set; }

    public static async Task<TokenAuthority> StartAsync(bool isSecure)
    {
        var port = LoopbackPorts.Next();
        var issuer = new Uri($"{(isSecure ? "https" : "http")}://localhost:{port}/");
        var folder = Directory.CreateTempSubdirectory("microservice-authority-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port, listener =>
        {
            if (isSecure)
            {
                listener.UseHttps(CreateCertificate(folder));
            }
        }));
        var app = builder.Build();
        var authority = new TokenAuthority(app, folder, issuer);
        app.MapGet("/.well-known/openid-configuration", (HttpContext context) => context.Response.WriteAsync(
            new JsonObject
            {
                ["issuer"] = issuer.ToString(),
                ["jwks_uri"] = new Uri(issuer, "keys").ToString(),
                ["authorization_endpoint"] = new Uri(issuer, "authorize").ToString(),
                ["token_endpoint"] = (authority.TokenAddress ?? new Uri(issuer, "token")).ToString(),
                ["userinfo_endpoint"] = new Uri(issuer, "userinfo").ToString(),
                ["end_session_endpoint"] = new Uri(issuer, "end").ToString(),
            }.ToJsonString()));
        authority.SignIn = new SignInForm(() => authority._key, issuer);
        authority.SignIn.Map(app);
        app.MapGet("/keys", (HttpContext context) =>
        {
            authority.KeyRequests++;
            return context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(authority._key.Describe()) }.ToJsonString());
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return authority;
    }

    /// <summary>Signs with another key from now on, and forgets the one before.</summary>
    public void Rotate(string name) => _key = SigningKey.Create(name);

    /// <summary>The settings of an Api that trusts this issuer, in Production where it can.</summary>
    public Dictionary<string, string> Settings() => new()
    {
        ["Authentication__Authority"] = Issuer.ToString(),
        ["Authentication__Audience"] = SigningKey.Audience,
        ["Authentication__AllowAnonymous"] = "false",
        ["ASPNETCORE_ENVIRONMENT"] = Issuer.Scheme == "https" ? "Production" : "Development",
        ["SSL_CERT_FILE"] = CertificateFile,
    };

    /// <summary>The settings of an Api whose page signs people in with this issuer.</summary>
    /// <param name="page">The address at which browsers have the page; that of each request by default.</param>
    public Dictionary<string, string> SignInSettings(string? page = null)
    {
        var settings = new Dictionary<string, string>(Settings())
        {
            ["Authentication__ClientId"] = SignInForm.Client,
            ["Authentication__ClientSecret"] = SignInForm.Secret,
            ["Authentication__Scopes"] = "openid profile audits:read",
        };
        if (page is not null)
        {
            settings["Authentication__PageAddress"] = page;
        }

        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 CreateCertificate(DirectoryInfo folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder.FullName, "authority.pem"), certificate.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
