using System.Security.Claims;
using MicroService.Api.Audits;
using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MicroService.Api.Authentication;

/// <summary>
/// Makes a sign-in a session of whom the access token names: it is judged as that of a call is, so that a person has the same audits and scopes on the
/// page and with a token. What fails is a problem, and logged once.
/// </summary>
internal sealed partial class SignInEvents(
    IOptionsMonitor<AuthenticationOptions> settings, IOptionsMonitor<AuditOptions> audits, RepeatedFailures failures, ILogger<SignInEvents> logger) : OpenIdConnectEvents
{
    private const string ErrorName = "error";
    private const int LongestError = 64;

    // What the authority sends a browser back with (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6): an outage of its own, or a person has to do something there.
    // Every other error is about how it was asked.
    private static readonly string[] Outages = ["server_error", "temporarily_unavailable"];
    private static readonly string[] Demands = ["login_required", "interaction_required", "account_selection_required", "consent_required"];

    // What it answers when a code is redeemed (RFC 6749, 5.2), and the code is not what is wrong: nobody can be signed in until that is mended.
    private static readonly string[] Rejections =
        [.. Outages, "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type", "invalid_request"];

    // What the session is asked for later; a cookie with whole tokens would be sent with every request.
    private static readonly string[] KeptClaims = ["sub", "scope", "scp"];

    private static readonly ProblemResult Denied = new(ProblemType.SignInDenied, "The authority did not sign you in, or you did not consent.");

    private static readonly ProblemResult Demanded = new(
        ProblemType.SignInDenied, "The authority did not sign you in: it wants you to sign in, to choose an account or to consent there first. Begin again.");

    private static readonly ProblemResult NotAsAsked = new(
        ProblemType.SignInDenied, "The authority does not accept how this service asks it to sign people in. The reason is in the log of the service.");

    private static readonly ProblemResult NotForUs = new(
        ProblemType.SignInDenied, "The authority signed you in, but its access token is not one for this service. The reason is in the service's log.");

    private static readonly ProblemResult Stale = new(
        ProblemType.SignInFailed, "It took too long, was begun in another browser, or was finished before. Begin again.");

    /// <inheritdoc/>
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        // Headers of a request say what its sender wants; the setting is what the authority knows.
        if (settings.CurrentValue.PageAddress is { } address)
        {
            context.ProtocolMessage.RedirectUri = new Uri(address, SignInRegistration.CallbackPath).AbsoluteUri;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context)
    {
        // The secret of now: it may have been rotated.
        context.TokenEndpointRequest!.ClientSecret = settings.CurrentValue.ClientSecret;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task TokenValidated(Microsoft.AspNetCore.Authentication.OpenIdConnect.TokenValidatedContext context)
    {
        var headers = context.Request.Headers;
        headers.Authorization = $"{JwtBearerDefaults.AuthenticationScheme} {context.TokenEndpointResponse?.AccessToken}";
        var judged = await context.HttpContext.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme).ConfigureAwait(false);
        headers.Remove("Authorization");
        if (!judged.Succeeded)
        {
            context.Fail(judged.Failure ?? new SecurityTokenException("The authority answered without an access token."));
            return;
        }

        var owner = audits.CurrentValue.OwnerClaim;
        var claims = judged.Principal.Claims
            .Where(claim => KeptClaims.Contains(claim.Type) || claim.Type == owner)
            .Select(static claim => new Claim(claim.Type, claim.Value));
        context.Principal = Person.Create(claims, await PersonName.FindAsync(context, judged.Principal, logger).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override async Task AccessDenied(AccessDeniedContext context)
    {
        Failed("access_denied");
        context.HandleResponse();
        await Denied.ExecuteAsync(context.HttpContext).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        if (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The browser went away: nobody reads an answer, and nothing failed.
            return;
        }

        var failure = context.Failure ?? new AuthenticationFailureException("The handler gave no reason.");
        var problem = failure is OpenIdConnectProtocolException && failure.Data[ErrorName] is string error
            ? DescribeError(failure, error, context.Request.Query.ContainsKey(ErrorName))
            : Describe(failure);
        await problem.ExecuteAsync(context.HttpContext).ConfigureAwait(false);
    }

    private ProblemResult DescribeError(Exception failure, string error, bool isOfRedirect)
    {
        if (isOfRedirect ? Outages.Contains(error) : Rejections.Contains(error))
        {
            return Report(failure, SessionEvents.Unavailable);
        }

        if (isOfRedirect && !Demands.Contains(error))
        {
            return Report(failure, NotAsAsked);
        }

        Failed(error[..Math.Min(error.Length, LongestError)]);
        return isOfRedirect ? Demanded : Stale;
    }

    private ProblemResult Describe(Exception failure)
    {
        switch (failure)
        {
            case SecurityTokenException:
                Failed(failure.Message);
                return NotForUs;
            case AuthenticationFailureException or OpenIdConnectProtocolException:
                Failed(failure.Message);
                return Stale;
            default:
                return Report(failure, SessionEvents.Unavailable);
        }
    }

    // What a person can do nothing about.
    private ProblemResult Report(Exception failure, ProblemResult problem)
    {
        if (failures.IsDue("sign-in", failure, out var others))
        {
            NotFinished(failure, others);
        }

        return problem;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in was not finished: {Reason}")]
    private partial void Failed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A sign-in failed; {Others} similar failures since the last such line")]
    private partial void NotFinished(Exception exception, long others);
}
