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

        // Some issuers write one text with spaces between scopes, others a list.
        var readsAll = user.Claims
            .Where(static claim => ScopeClaims.Contains(claim.Type))
            .SelectMany(static claim => claim.Value.Split(' '))
            .Contains(options.ReadAllScope, StringComparer.Ordinal);
        return user.FindFirst(options.OwnerClaim)?.Value is { Length: > 0 } owner ? new AuditCaller(owner, readsAll) : null;
    }

    /// <summary>Whether the caller may read an audit of this owner.</summary>
    public bool MayRead(string owner) => ReadsAll || owner == Owner;
}
