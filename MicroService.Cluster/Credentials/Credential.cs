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
    /// <exception cref="CredentialException">It can't be a header's value, as it has several lines, for example.</exception>
    public static Credential OfToken(string token)
    {
        try
        {
            return new Credential(new AuthenticationHeaderValue("Bearer", token.Trim()));
        }
        catch (FormatException)
        {
            throw new CredentialException("The token is no single line of plain characters.");
        }
    }
}
