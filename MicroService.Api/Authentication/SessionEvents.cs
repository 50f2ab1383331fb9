using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace MicroService.Api.Authentication;

/// <summary>Sends a person without a session to the authority, where the browser can go there and come back.</summary>
internal sealed partial class SessionEvents(RepeatedFailures failures, ILogger<SessionEvents> logger) : CookieAuthenticationEvents
{
    // The state of a sign-in is a part of addresses, which servers limit.
    private const int LongestTarget = 1_000;

    private static readonly ProblemResult Needed = new(ProblemType.SignInNeeded, "You are not signed in, or the session has ended. Nothing was done.");

    private static readonly ProblemResult NotAllowed = new(ProblemType.Forbidden);

    /// <summary>The answer while people cannot be signed in.</summary>
    internal static readonly ProblemResult Unavailable =
        new(ProblemType.DependencyDown, "Nobody can be signed in at the moment. Try again.", retryAfter: TimeSpan.FromSeconds(5));

    /// <inheritdoc/>
    public override async Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!IsView(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = JwtBearerDefaults.AuthenticationScheme;
            await Needed.ExecuteAsync(context.HttpContext).ConfigureAwait(false);
            return;
        }

        try
        {
            var properties = new AuthenticationProperties { RedirectUri = TargetOf(context.Request) };
            await context.HttpContext.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, properties).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The authority was never reached, so that its addresses are unknown.
            if (failures.IsDue("sign-in", exception, out var others))
            {
                NotBegun(exception, others);
            }

            await Unavailable.ExecuteAsync(context.HttpContext).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => NotAllowed.ExecuteAsync(context.HttpContext);

    /// <summary>Where to go on after the sign-in: the view that was asked for, which is always of this host.</summary>
    internal static string TargetOf(HttpRequest request)
    {
        // Browsers treat a second slash, and a backslash as well, as the begin of a host.
        if (request.Path.Value is not ['/', .. var rest] || rest is ['/' or '\\', ..])
        {
            return "/";
        }

        var target = $"{request.PathBase}{request.Path}{request.QueryString}";
        return target.Length <= LongestTarget ? target : "/";
    }

    // A form would be lost on the way, and a script is not sent to another host. Nor is a form by GET, which the browser does not say it is:
    // form-action 'self' holds for where its answer leads, too.
    private static bool IsView(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !(request.QueryString.HasValue && request.Headers["Sec-Fetch-Site"] == "same-origin");

    [LoggerMessage(Level = LogLevel.Error, Message = "A person cannot be sent to the authority; {Others} similar failures since the last such line")]
    private partial void NotBegun(Exception exception, long others);
}
