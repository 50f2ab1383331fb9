using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace MicroService.Cluster.Credentials;

/// <summary>What a request says about its caller.</summary>
/// <param name="Authorization">The header; null without one.</param>
/// <param name="Certificate">The client certificate with its key; null without one.</param>
public sealed record Credential(AuthenticationHeaderValue? Authorization, X509Certificate2? Certificate = null)
{
    /// <summary>An anonymous caller.</summary>
    public static Credential None { get; } = new(Authorization: null);

    /// <summary>A bearer token.</summary>
    public static Credential OfToken(string token) => new(new AuthenticationHeaderValue("Bearer", token.Trim()));
}
