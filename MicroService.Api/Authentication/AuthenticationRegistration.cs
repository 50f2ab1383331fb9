using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace MicroService.Api.Authentication;

/// <summary>Registers who may call the Api.</summary>
public static class AuthenticationRegistration
{
    // Signatures that only the authority can make. With a shared secret every verifier could also sign.
    internal static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // How often at most unknown keys that tokens name are looked up, however many such tokens arrive.
    private static readonly TimeSpan KeyRefresh = TimeSpan.FromSeconds(30);

    internal static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>The dependency's name in settings, metrics and logs.</summary>
    public const string AuthorityName = "authority";

    private const long LongestDocument = 1024 * 1024;

    // Callers wait while keys are fetched for the first time; later they go on with the last known ones.
    private static readonly DependencyOptions AuthorityDefaults = new()
    {
        TotalTimeout = TimeSpan.FromSeconds(10),
        AttemptTimeout = TimeSpan.FromSeconds(3),
        Retries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(200),
        BreakerMinimumThroughput = 3,
        BreakerSampling = TimeSpan.FromSeconds(30),
        BreakerBreak = TimeSpan.FromSeconds(5),
        Concurrency = 16,
        Queue = 256,
    };

    /// <summary>Accepts JWT bearer tokens of <see cref="AuthenticationOptions.Authority"/>; without an authority, callers are anonymous.</summary>
    public static IHostApplicationBuilder AddBearerAuthentication(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<AuthenticationOptions>();
        builder.Services.AddHttpDependency(AuthorityName, AuthorityDefaults);
        if (!AuthenticationOptions.HasAuthority(builder.Configuration))
        {
            return builder;
        }

        // It logs each request that it cannot authenticate, with a stack trace; RefusedTokens logs why, and counts.
        builder.Logging.AddFilter(typeof(JwtBearerHandler).FullName, LogLevel.None);
        // Not AddAuthentication: it brings data protection along, which writes keys to disk that bearer tokens have no use for.
        builder.Services.AddAuthenticationCore(static options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        builder.Services.AddWebEncoders();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IAuthenticationConfigurationProvider, SchemeConfiguration>();
        new AuthenticationBuilder(builder.Services).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthenticationOptions>, IHostEnvironment, RefusedTokens, IHttpClientFactory>(static (bearer, settings, environment, events, clients) =>
            {
                bearer.Backchannel = CreateBackchannel(clients);
                bearer.Events = events;
                bearer.Authority = settings.Value.Authority?.AbsoluteUri;
                bearer.Audience = settings.Value.Audience;
                bearer.RequireHttpsMetadata = !environment.IsDevelopment();
                bearer.MapInboundClaims = false;
                bearer.RefreshInterval = KeyRefresh;
                bearer.TokenValidationParameters.ValidAlgorithms = Algorithms;
                bearer.TokenValidationParameters.TypeValidator = static (type, token, _) => TokenHeader.Validate(type, token);
                bearer.TokenValidationParameters.ClockSkew = ClockSkew;
            });
        builder.Services.AddSingleton<RefusedTokens>();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<AuthenticationMetrics>();
        builder.Services.AddAuthorization();
        if (AuthenticationOptions.SignsIn(builder.Configuration))
        {
            builder.AddSignIn();
        }

        return builder;
    }

    /// <summary>The client of a handler, one for the life of the process as handlers want it: the factory's connections are renewed by themselves.</summary>
    internal static HttpClient CreateBackchannel(IHttpClientFactory clients)
    {
        var client = clients.CreateClient(AuthorityName);
        client.MaxResponseContentBufferSize = LongestDocument;
        return client;
    }
}
