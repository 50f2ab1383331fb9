using System.Security.Claims;

namespace MicroService.Api.Audits;

/// <summary>Who calls, as far as audits go.</summary>
/// <param name="Owner">Whose audits are the caller's own; empty for anonymous callers.</param>
/// <param name="ReadsAll">Whether the caller may read those of all callers.</param>
public readonly record struct AuditCaller(string Owner, bool ReadsAll)
{
    private static readonly string[] ScopeClaims = ["scope", "scp"];

    /// <summary>The caller of a request; null if its token does not say who that is.</summary>
    public static AuditCaller? Of(ClaimsPrincipal user, AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(options);
        if (user.Identity is not { IsAuthenticated: true })
        {
            return new AuditCaller("", ReadsAll: false);
        }

        return user.FindFirst(options.OwnerClaim)?.Value is { Length: > 0 } owner ? new AuditCaller(owner, HasScope(user, options.ReadAllScope)) : null;
    }

    /// <summary>Whether the token of a request has a scope. Some issuers write one text with spaces between scopes, others a list.</summary>
    internal static bool HasScope(ClaimsPrincipal user, string scope) => user.Claims
        .Where(static claim => ScopeClaims.Contains(claim.Type))
        .SelectMany(static claim => claim.Value.Split(' '))
        .Contains(scope, StringComparer.Ordinal);

    /// <summary>Whether the caller may read an audit of this owner.</summary>
    public bool MayRead(string owner) => ReadsAll || owner == Owner;
}
