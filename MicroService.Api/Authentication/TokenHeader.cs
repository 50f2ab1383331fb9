using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MicroService.Api.Authentication;

/// <summary>Checks what a token's header says beyond its key and algorithm.</summary>
internal static class TokenHeader
{
    private const string Extensions = "crit";
    private const string Prefix = "application/";

    /// <summary>Accepts access tokens alone, and none with an extension that has to be understood.</summary>
    /// <remarks>
    /// RFC 7515, 4.1.11: a recipient that doesn't understand every extension in <c>crit</c> rejects the token; this one understands none.
    /// RFC 8725, 3.11: <c>typ</c> keeps tokens of another purpose, such as logout tokens, from passing for access tokens.
    /// RFC 7515, 4.1.9: a type without a slash stands for <c>application/</c> and itself, and media types ignore case.
    /// </remarks>
    /// <exception cref="SecurityTokenInvalidTypeException">The token is of another type.</exception>
    /// <exception cref="UnknownExtensionException">The header names a critical extension.</exception>
    public static string? Validate(string? type, SecurityToken token)
    {
        if (token is not JsonWebToken read || read.TryGetHeaderValue<object>(Extensions, out _))
        {
            throw new UnknownExtensionException();
        }

        var name = type is not null && type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? type[Prefix.Length..] : type;
        return string.IsNullOrEmpty(type) || name!.Equals("JWT", StringComparison.OrdinalIgnoreCase) || name.Equals("at+jwt", StringComparison.OrdinalIgnoreCase)
            ? type
            : throw new SecurityTokenInvalidTypeException($"The token's typ is '{(type.Length > 64 ? type[..64] : type)}', neither JWT nor at+jwt.");
    }
}

/// <summary>A token's header names extensions that this service doesn't understand.</summary>
internal sealed class UnknownExtensionException() : SecurityTokenException("The token's header has crit, and no critical extension is understood here.");
