using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace MicroService.Api.Authentication;

/// <summary>Registers who may call the Api.</summary>
public static class AuthenticationRegistration
{
    // Signatures that only the authority can make. A secret that both sides know would let whoever verifies also sign.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // Keys that tokens name and nobody knows are looked for at most so often, whoever makes such tokens.
    private static readonly TimeSpan KeyRefresh = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Takes JWT bearer tokens of <see cref="AuthenticationOptions.Authority"/>; without one everybody may call.</summary>
    public static IHostApplicationBuilder AddBearerAuthentication(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<AuthenticationOptions>();
        if (builder.Configuration[$"{AuthenticationOptions.Section}:{nameof(AuthenticationOptions.Authority)}"] is not { Length: > 0 })
        {
            return builder;
        }

        // Not AddAuthentication: it brings data protection along, which writes keys to disk that bearer tokens have no use for.
        builder.Services.AddAuthenticationCore(static options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        builder.Services.AddWebEncoders();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IAuthenticationConfigurationProvider, SchemeConfiguration>();
        new AuthenticationBuilder(builder.Services).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthenticationOptions>, IHostEnvironment, RefusedTokens>(static (bearer, settings, environment, events) =>
            {
                bearer.Events = events;
                bearer.Authority = settings.Value.Authority?.AbsoluteUri;
                bearer.Audience = settings.Value.Audience;
                bearer.RequireHttpsMetadata = !environment.IsDevelopment();
                bearer.MapInboundClaims = false;
                bearer.RefreshInterval = KeyRefresh;
                bearer.TokenValidationParameters.ValidAlgorithms = Algorithms;
                bearer.TokenValidationParameters.ClockSkew = ClockSkew;
            });
        builder.Services.AddSingleton<RefusedTokens>();
        builder.Services.AddAuthorization();
        return builder;
    }
}
