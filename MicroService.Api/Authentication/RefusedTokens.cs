using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace MicroService.Api.Authentication;

/// <summary>
/// Logs and counts why a token was rejected; callers get no details. Until the authority's keys are fetched no token can be checked: the
/// answer is 503, since callers would throw good tokens away on a 401.
/// </summary>
internal sealed partial class RefusedTokens(AuthenticationMetrics metrics, RepeatedFailures failures, ILogger<RefusedTokens> logger) : JwtBearerEvents
{
    private static readonly ProblemResult AuthorityDown =
        new(ProblemType.DependencyDown, "The issuer of tokens cannot be asked for its keys, so no token can be judged. Try again.", retryAfter: TimeSpan.FromSeconds(5));

    /// <inheritdoc/>
    public override async Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        // Keys that cannot be fetched say nothing about the token, and are logged as such.
        if (context.Exception is not InvalidOperationException || await HasKeysAsync(context).ConfigureAwait(false))
        {
            Refused(context.Exception.Message);
        }

        await base.AuthenticationFailed(context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task Challenge(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not null && !await HasKeysAsync(context).ConfigureAwait(false))
        {
            metrics.Rejected(AuthenticationMetrics.AuthorityDown);
            context.HandleResponse();
            await AuthorityDown.ExecuteAsync(context.HttpContext).ConfigureAwait(false);
            return;
        }

        if (context.AuthenticateFailure is { } failure)
        {
            metrics.Rejected(failure);

            // RFC 6750, but without the description: what exactly is wrong with a token helps those most who made it up.
            context.Error = "invalid_token";
            context.ErrorDescription = null;
        }

        await base.Challenge(context).ConfigureAwait(false);
    }

    private async Task<bool> HasKeysAsync(BaseContext<JwtBearerOptions> context)
    {
        try
        {
            // What was fetched once is answered from memory, also while the authority is down.
            return context.Options.ConfigurationManager is not { } keys
                || await keys.GetConfigurationAsync(context.HttpContext.RequestAborted).ConfigureAwait(false) is not null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (failures.IsDue("authority", exception, out var others))
            {
                Unreachable(exception, others);
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys of the authority cannot be fetched; {Others} similar failures since the last such line")]
    private partial void Unreachable(Exception exception, long others);

    [LoggerMessage(Level = LogLevel.Information, Message = "A token was refused: {Reason}")]
    private partial void Refused(string reason);
}
