using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Authentication;

/// <summary>Registers who may call the Api.</summary>
public static class AuthenticationRegistration
{
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
            });
        builder.Services.AddSingleton<RefusedTokens>();
        builder.Services.AddAuthorization();
        return builder;
    }
}
