using System.Security.Claims;

namespace MicroService.Api.Authentication;

/// <summary>A person with a session of the page.</summary>
public static class Person
{
    private const string NameClaim = "session:name";

    // Names are shown on every view, and are a part of the cookie.
    private const int LongestName = 100;

    /// <summary>The name of the person whose session a request is in; null for calls with tokens and without.</summary>
    public static string? NameOf(HttpContext? context) =>
        context?.User.Identity is ClaimsIdentity { AuthenticationType: SignInRegistration.Session } identity ? identity.Name ?? "" : null;

    /// <summary>A person with these claims.</summary>
    internal static ClaimsPrincipal Create(IEnumerable<Claim> claims, string name) =>
        new(new ClaimsIdentity([.. claims, new Claim(NameClaim, name.Length <= LongestName ? name : name[..LongestName])], SignInRegistration.Session, NameClaim, roleType: null));
}
