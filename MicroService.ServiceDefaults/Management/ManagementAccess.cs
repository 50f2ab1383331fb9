using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// Decides who may call what is not a probe: bearers of <c>Management:Token</c> and clients with a certificate of
/// <c>Management:ClientAuthorityFile</c>, or every caller that reaches the port if neither was ever set.
/// </summary>
internal sealed class ManagementAccess(IOptionsMonitor<ManagementOptions> options, [FromKeyedServices(ManagementRegistration.Port)] PortCertificates certificates, IMeterFactory meters)
{
    /// <summary>The name of the meter of the management port.</summary>
    public const string MeterName = "MicroService.Management";

    private const string Scheme = "Bearer ";

    private static readonly Refusal NoChange = new(
        StatusCodes.Status403Forbidden,
        "Without Management:Token or Management:ClientAuthorityFile only callers on this host change anything: kubectl port-forward makes you one.");

    private readonly Counter<long> _rejections = meters.Create(MeterName).CreateCounter<long>(
        "management.rejections", description: "Calls of the management port rejected for want of a valid token or client certificate.");

    private volatile bool _isGuarded;

    /// <summary>Remembers from the start on whether callers have to say who they are, and emits zero so that the first rejection is an increase.</summary>
    public void Begin()
    {
        _isGuarded |= options.CurrentValue.IsGuarded;
        _rejections.Add(0);
        certificates.Begin();
    }

    /// <summary>
    /// Null where the request may pass, else what rejects it: 401 without a valid token or client certificate, which is counted, or 403 where
    /// neither is set and a caller that is not on this host wants to change something.
    /// </summary>
    public Refusal? Reject(HttpContext context)
    {
        var request = context.Request;
        var current = options.CurrentValue;

        // A token that vanishes from its folder closes the port rather than opens it.
        _isGuarded |= current.IsGuarded;
        if (!_isGuarded)
        {
            return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)
                ? null
                : NoChange;
        }

        if ((context.Connection.ClientCertificate is { } client && certificates.Accepts(client)) || HasToken(request, current))
        {
            return null;
        }

        _rejections.Add(1);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Refusal(StatusCodes.Status401Unauthorized, certificates.AcceptsClients
            ? "Present a client certificate of the authority in Management:ClientAuthorityFile, or the bearer token if Management:Token is set."
            : "Send the token of Management:Token: Authorization: Bearer TOKEN.");
    }

    private static bool HasToken(HttpRequest request, ManagementOptions current) =>
        request.Headers.Authorization is [{ } header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && Hash(header[Scheme.Length..].Trim()) is var given
        && (Matches(given, current.Token) | Matches(given, current.PreviousToken));

    // Hashes have one length and are compared in constant time, so that the time of an answer says nothing about the token.
    private static bool Matches(byte[] given, string? token) => token is not null && CryptographicOperations.FixedTimeEquals(given, Hash(token));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
