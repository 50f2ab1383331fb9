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

    [LoggerMessage(Level = LogLevel.Information, Message = "A token was refused: {Reason}")]
    private partial void Refused(string reason);
}
