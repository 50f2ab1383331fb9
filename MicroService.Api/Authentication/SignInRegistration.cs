using MicroService.Api.Caching;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MicroService.Api.Authentication;

/// <summary>Registers the sign-in of people: OpenID Connect, and a session in a cookie.</summary>
internal static class SignInRegistration
{
    /// <summary>The session of a person.</summary>
    public const string Session = "Session";

    /// <summary>Where the authority sends people back to.</summary>
    public const string CallbackPath = "/sign-in/callback";

    private const string Callers = "Callers";

    // Browsers keep a cookie of this prefix to the one host, and take it over https alone.
    private const string HostPrefix = "__Host-";
    private const string CookieName = "microservice-session";
    private const string CorrelationName = "microservice-sign-in.";

    /// <summary>Signs people in for the endpoints that are <see cref="ForPeople"/>; all other calls take bearer tokens alone, as without it.</summary>
    public static void AddSignIn(this IHostApplicationBuilder builder)
    {
        // They log every failure with a stack trace, also those that a caller causes; the events log why, once.
        builder.Logging.AddFilter(typeof(OpenIdConnectHandler).FullName, LogLevel.None);
        builder.Logging.AddFilter(typeof(CookieAuthenticationHandler).FullName, LogLevel.Warning);
        builder.Services.AddSingleton<SignInEvents>().AddSingleton<SessionEvents>().AddSingleton<AuthoritySession>();
        builder.Services.Configure<Microsoft.AspNetCore.Authentication.AuthenticationOptions>(static options => options.DefaultScheme = Callers);
        new AuthenticationBuilder(builder.Services)
            .AddPolicyScheme(Callers, null, static policy => policy.ForwardDefaultSelector =
                static context => ForPeople.IsFor(context) ? Session : JwtBearerDefaults.AuthenticationScheme)
            .AddCookie(Session)
            .AddOpenIdConnect();
        builder.Services.AddOptions<CookieAuthenticationOptions>(Session)
            .Configure<IOptions<AuthenticationOptions>, SessionEvents>(static (cookie, settings, events) => Configure(cookie, settings.Value, events));
        builder.Services.AddOptions<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthenticationOptions>, IHostEnvironment, SignInEvents, IHttpClientFactory, IOptionsMonitor<JwtBearerOptions>>(
                static (oidc, settings, environment, events, clients, bearer) =>
                {
                    Configure(oidc, settings.Value, events);
                    oidc.RequireHttpsMetadata = !environment.IsDevelopment();
                    oidc.Backchannel = AuthenticationRegistration.CreateBackchannel(clients);
                    // The description of the authority, and its keys, are fetched once for both.
                    oidc.ConfigurationManager = bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager;
                });
        if (builder.Configuration.GetConnectionString(CacheRegistration.Name) is { Length: > 0 })
        {
            builder.Services.AddSingleton<SharedKeys>();
            builder.Services.AddSingleton<IDataProtectionProvider>(static provider => provider.GetRequiredService<SharedKeys>());
            // It describes each key that it reads or makes.
            builder.Logging.AddFilter(typeof(IDataProtectionProvider).Namespace, LogLevel.Warning);
        }
        else
        {
            builder.Services.AddSingleton<IDataProtectionProvider>(static _ => new EphemeralDataProtectionProvider());
        }
    }

    private static void Configure(CookieAuthenticationOptions cookie, AuthenticationOptions settings, SessionEvents events)
    {
        var isSecure = settings.PageAddress?.Scheme == Uri.UriSchemeHttps;
        cookie.Cookie.Name = isSecure ? HostPrefix + CookieName : CookieName;
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = SecurePolicy(isSecure);
        cookie.ExpireTimeSpan = settings.SessionDuration;
        cookie.SlidingExpiration = false;
        cookie.Events = events;
    }

    private static void Configure(OpenIdConnectOptions oidc, AuthenticationOptions settings, SignInEvents events)
    {
        oidc.SignInScheme = Session;
        oidc.Events = events;
        oidc.Authority = settings.Authority?.AbsoluteUri;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // A form that the authority's page sends here would come without cookies that are Lax.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.CallbackPath = CallbackPath;
        // Nobody but the page itself signs out.
        oidc.RemoteSignOutPath = default;
        oidc.SignedOutCallbackPath = default;
        oidc.Scope.Clear();
        foreach (var scope in settings.ScopeList)
        {
            oidc.Scope.Add(scope);
        }

        oidc.MapInboundClaims = false;
        oidc.DisableTelemetry = true;
        // It would be pushed with the secret of the start, and with every view that is asked for without a session.
        oidc.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        // PKCE binds the code to the browser; a nonce in the code flow adds a cookie for each sign-in that is begun, and nothing else.
        oidc.ProtocolValidator.RequireNonce = false;
        oidc.TokenValidationParameters.ValidAlgorithms = AuthenticationRegistration.Algorithms;
        oidc.TokenValidationParameters.ClockSkew = AuthenticationRegistration.ClockSkew;
        var isSecure = settings.PageAddress?.Scheme == Uri.UriSchemeHttps;
        // It keeps others from having their own sign-in finished here: a neighbouring host cannot set it.
        oidc.CorrelationCookie.Name = isSecure ? HostPrefix + CorrelationName : CorrelationName;
        oidc.CorrelationCookie.Path = "/";
        oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = SecurePolicy(isSecure);
    }

    // Behind an ingress that ends TLS, requests look like http.
    private static CookieSecurePolicy SecurePolicy(bool isSecure) => isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
}
