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

    /// <summary>
    /// Null where the request may pass, else the status that rejects it: 401 without a valid token, which is counted, or 403 where there is no token
    /// and a caller that is not on this host wants to change something.
    /// </summary>
    public int? Reject(HttpContext context)
    {
        var request = context.Request;
        var current = options.CurrentValue;

        // A token that vanishes from its folder closes the port rather than opens it.
        _isGuarded |= current is not { Token: null, PreviousToken: null };
        if (!_isGuarded)
        {
            return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)
                ? null
                : StatusCodes.Status403Forbidden;
        }

        if (request.Headers.Authorization is [{ } header]
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && Hash(header[Scheme.Length..].Trim()) is var given
            && (Matches(given, current.Token) | Matches(given, current.PreviousToken)))
        {
            return null;
        }

        _rejections.Add(1);
        return StatusCodes.Status401Unauthorized;
    }

    // Hashes have one length and are compared in constant time, so that the time of an answer says nothing about the token.
    private static bool Matches(byte[] given, string? token) => token is not null && CryptographicOperations.FixedTimeEquals(given, Hash(token));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
