using System.Diagnostics.Metrics;
using Microsoft.IdentityModel.Tokens;

namespace MicroService.Api.Authentication;

/// <summary>Counts rejected tokens.</summary>
internal sealed class AuthenticationMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Authentication";

    /// <summary>The authority's keys were never fetched, so that no token can be checked.</summary>
    public const string AuthorityDown = "authority-down";

    private const string Other = "other";

    // The type of the failure, never its text: a caller decides on the text, and each reason is a series.
    private static readonly (Type Failure, string Reason)[] Reasons =
    [
        (typeof(SecurityTokenExpiredException), "expired"),
        (typeof(SecurityTokenNoExpirationException), "expired"),
        (typeof(SecurityTokenNotYetValidException), "not-yet-valid"),
        (typeof(SecurityTokenInvalidAudienceException), "audience"),
        (typeof(SecurityTokenInvalidIssuerException), "issuer"),
        (typeof(SecurityTokenInvalidTypeException), "type"),
        (typeof(UnknownExtensionException), "critical-extension"),
        (typeof(SecurityTokenInvalidAlgorithmException), "signature"),
        (typeof(SecurityTokenInvalidSignatureException), "signature"),
        (typeof(SecurityTokenMalformedException), "malformed"),

        // It expires before it becomes valid.
        (typeof(SecurityTokenInvalidLifetimeException), "malformed"),
    ];

    private readonly Counter<long> _rejections;

    public AuthenticationMetrics(IMeterFactory meters) =>
        _rejections = meters.Create(MeterName).CreateCounter<long>("authentication.rejections", description: "Requests whose token was rejected, by reason.");

    /// <summary>Emits zero so that the series exist before the first rejection, which then is an increase.</summary>
    public void Follow()
    {
        foreach (var reason in Reasons.Select(static known => known.Reason).Append(AuthorityDown).Append(Other).Distinct())
        {
            _rejections.Add(0, Tag(reason));
        }
    }

    public void Rejected(Exception failure) =>
        Rejected(Array.Find(Reasons, known => known.Failure.IsInstanceOfType(failure)).Reason ?? Other);

    public void Rejected(string reason) => _rejections.Add(1, Tag(reason));

    private static KeyValuePair<string, object?> Tag(string reason) => new("reason", reason);
}
