using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace MicroService.Api.Authentication;

/// <summary>Logs why a token was refused, of which callers learn little: an authority that cannot be reached looks to them like a wrong token.</summary>
internal sealed partial class RefusedTokens(ILogger<RefusedTokens> logger) : JwtBearerEvents
{
    /// <inheritdoc/>
    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        Refused(context.Exception.Message);
        return base.AuthenticationFailed(context);
    }

    /// <inheritdoc/>
    public override Task Challenge(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not null)
        {
            // RFC 6750, but without the description: what exactly is wrong with a token helps those most who made it up.
            context.Error = "invalid_token";
            context.ErrorDescription = null;
        }

        return base.Challenge(context);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A token was refused: {Reason}")]
    private partial void Refused(string reason);
}
