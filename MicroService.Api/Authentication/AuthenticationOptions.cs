using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Authentication;

/// <summary>The section <c>Authentication</c>: who may call the Api.</summary>
public sealed record AuthenticationOptions : IValidatedOptions<AuthenticationOptions>
{
    /// <inheritdoc/>
    public static string Section => "Authentication";

    /// <summary>The OpenID Connect issuer whose bearer tokens are accepted; without it no token is required.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The audience that tokens must name.</summary>
    public string Audience { get; init; } = "microservice-api";

    /// <summary>Whether the Api may start outside Development without an authority.</summary>
    public bool AllowAnonymous { get; init; }

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static AuthenticationOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new AuthenticationOptions();
        var bound = new AuthenticationOptions
        {
            Authority = options.Url(nameof(Authority)),
            Audience = options.Text(nameof(Audience), defaults.Audience)!,
            AllowAnonymous = options.Boolean(nameof(AllowAnonymous), defaults.AllowAnonymous),
        };
        options.Require(
            options.Configuration[$"{Section}:{nameof(Authority)}"] is { Length: > 0 } || bound.AllowAnonymous || options.Environment.IsDevelopment(),
            nameof(Authority),
            $"must be set outside Development, or {Section}:{nameof(AllowAnonymous)} must be true");
        options.Require(
            bound.Authority is null || bound.Authority.Scheme == Uri.UriSchemeHttps || options.Environment.IsDevelopment(),
            nameof(Authority),
            "must be an https address outside Development");
        return bound;
    }
}
