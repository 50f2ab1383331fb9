using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Authentication;

/// <summary>The section <c>Authentication</c>: who may call the Api, and how the page signs people in.</summary>
public sealed record AuthenticationOptions : IValidatedOptions<AuthenticationOptions>
{
    /// <inheritdoc/>
    public static string Section => "Authentication";

    // The keys of sessions are encrypted with it where others may read them.
    private const int ShortestSecret = 16;

    /// <summary>The OpenID Connect issuer whose bearer tokens are accepted; without it no token is required.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The audience that tokens must name.</summary>
    public string Audience { get; init; } = "microservice-api";

    /// <summary>Whether the Api may start outside Development without an authority.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The client that the page is at the authority: with it the page signs people in (OpenID Connect, code flow with PKCE), without it a proxy does.</summary>
    public string? ClientId { get; init; }

    /// <summary>The secret of the client, of at least 16 characters. It also encrypts the keys of sessions in the cache: another one ends the sessions.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The scopes that the page asks the authority for, separated by spaces, <c>openid</c> among them.</summary>
    public string Scopes { get; init; } = "openid profile";

    /// <summary>How long a person stays signed in; then the authority is asked again. 5 min to 24 h; 8 h by default.</summary>
    public TimeSpan SessionDuration { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The address at which browsers have the page, such as <c>https://advisor.example.com</c>: the authority sends people back to <c>/sign-in/callback</c> there. In Development it is that of the request by default.</summary>
    public Uri? PageAddress { get; init; }

    /// <summary>The scopes, one by one.</summary>
    internal IReadOnlyList<string> ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the page signs people in itself.</summary>
    internal static bool SignsIn(IConfiguration configuration) =>
        HasAuthority(configuration) && !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(ClientId)}"]);

    /// <summary>Whether callers need a token.</summary>
    internal static bool HasAuthority(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(Authority)}"]);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key != nameof(ClientSecret);

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
            ClientId = options.Text(nameof(ClientId), described: "none: a proxy signs people in"),
            ClientSecret = options.Secret(nameof(ClientSecret))?.Trim(),
            Scopes = options.Text(nameof(Scopes), defaults.Scopes)!,
            SessionDuration = options.Duration(nameof(SessionDuration), defaults.SessionDuration, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)),
            PageAddress = options.Url(nameof(PageAddress)),
        };
        options.Require(
            HasAuthority(options.Configuration) || bound.AllowAnonymous || options.Environment.IsDevelopment(),
            nameof(Authority),
            $"must be set outside Development, or {Section}:{nameof(AllowAnonymous)} must be true");
        options.Require(
            bound.Authority is null || bound.Authority.Scheme == Uri.UriSchemeHttps || options.Environment.IsDevelopment(),
            nameof(Authority),
            "must be an https address outside Development");
        if (bound.ClientId is not null)
        {
            RequireClient(options, bound);
        }

        return bound;
    }

    private static void RequireClient(OptionsReader options, AuthenticationOptions bound)
    {
        const string Needed = $"where Authentication:{nameof(ClientId)} is";
        options.Require(HasAuthority(options.Configuration), nameof(Authority), $"must be set {Needed}");
        options.Require(bound.ClientSecret is { Length: >= ShortestSecret }, nameof(ClientSecret), $"must be set to at least {ShortestSecret} characters {Needed}");
        options.Require(bound.ScopeList.Contains("openid"), nameof(Scopes), "must have openid among them");
        options.Require(bound.PageAddress is not null || options.Environment.IsDevelopment(), nameof(PageAddress), $"must be set outside Development {Needed}");
        options.Require(
            bound.PageAddress is null || bound.PageAddress.Scheme == Uri.UriSchemeHttps || options.Environment.IsDevelopment(),
            nameof(PageAddress),
            "must be an https address outside Development");
        options.Require(
            bound.PageAddress is null || (bound.PageAddress.PathAndQuery == "/" && bound.PageAddress.Fragment.Length == 0 && bound.PageAddress.UserInfo.Length == 0),
            nameof(PageAddress),
            "must be a scheme, a host and maybe a port, without a path");
    }
}
