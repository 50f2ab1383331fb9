using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Decides who may call what is not a probe: bearers of <c>Management:Token</c>, or every caller that reaches the port if there never was a token.</summary>
internal sealed class ManagementAccess(IOptionsMonitor<ManagementOptions> options)
{
    private const string Scheme = "Bearer ";

    private volatile bool _isGuarded;

    public bool Allows(HttpRequest request)
    {
        var current = options.CurrentValue;
        if (current is { Token: null, PreviousToken: null })
        {
            // A token that vanishes from its folder closes the port rather than opens it.
            return !_isGuarded;
        }

        _isGuarded = true;
        return request.Headers.Authorization is [{ } header]
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && Hash(header[Scheme.Length..].Trim()) is var given
            && (Matches(given, current.Token) | Matches(given, current.PreviousToken));
    }

    /// <summary>Remembers whether there is a token from the start on.</summary>
    public void Begin() => _isGuarded |= options.CurrentValue is not { Token: null, PreviousToken: null };

    // Hashes have one length and are compared in constant time, so that the time of an answer says nothing about the token.
    private static bool Matches(byte[] given, string? token) => token is not null && CryptographicOperations.FixedTimeEquals(given, Hash(token));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
