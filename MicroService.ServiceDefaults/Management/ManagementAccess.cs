using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Decides who may call what is not a probe: bearers of <c>Management:Token</c>, or every caller that reaches the port if there never was a token.</summary>
internal sealed class ManagementAccess(IOptionsMonitor<ManagementOptions> options, IMeterFactory meters)
{
    private const string Scheme = "Bearer ";

    private readonly Counter<long> _rejections = meters.Create("MicroService.Management").CreateCounter<long>(
        "management.rejections", description: "Calls of the management port rejected for want of a valid token.");

    private volatile bool _isGuarded;

    /// <summary>Remembers whether there is a token from the start on, and emits zero so that the first rejection is an increase.</summary>
    public void Begin()
    {
        _isGuarded |= options.CurrentValue is not { Token: null, PreviousToken: null };
        _rejections.Add(0);
    }

    /// <summary>Whether the request may pass; a rejection is counted.</summary>
    public bool Allows(HttpRequest request)
    {
        var current = options.CurrentValue;

        // A token that vanishes from its folder closes the port rather than opens it.
        _isGuarded |= current is not { Token: null, PreviousToken: null };
        var isAllowed = !_isGuarded
            || (request.Headers.Authorization is [{ } header]
                && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                && Hash(header[Scheme.Length..].Trim()) is var given
                && (Matches(given, current.Token) | Matches(given, current.PreviousToken)));
        if (!isAllowed)
        {
            _rejections.Add(1);
        }

        return isAllowed;
    }

    /// <summary>Whether a request that may pass may also change something: without a token, only one that comes from this host or pod.</summary>
    public bool AllowsChange(HttpContext context) =>
        _isGuarded || context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);

    // Hashes have one length and are compared in constant time, so that the time of an answer says nothing about the token.
    private static bool Matches(byte[] given, string? token) => token is not null && CryptographicOperations.FixedTimeEquals(given, Hash(token));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
