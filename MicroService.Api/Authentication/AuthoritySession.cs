using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Authentication;

/// <summary>The session that a person has at the authority, which outlives the one here.</summary>
internal sealed class AuthoritySession(IOptionsMonitor<OpenIdConnectOptions> options)
{
    /// <summary>Where a person ends it; null if the authority has no such address, or does not answer.</summary>
    public async Task<string?> FindEndAsync(CancellationToken cancellationToken)
    {
        var oidc = options.Get(OpenIdConnectDefaults.AuthenticationScheme);
        try
        {
            var authority = await oidc.ConfigurationManager!.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
            return authority.EndSessionEndpoint is { Length: > 0 } end && Uri.TryCreate(end, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
                ? QueryHelpers.AddQueryString(end, "client_id", oidc.ClientId!)
                : null;
        }
        catch (InvalidOperationException)
        {
            // The handlers of tokens have said so; here it is only a link.
            return null;
        }
    }
}
