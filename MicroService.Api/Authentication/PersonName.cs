using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace MicroService.Api.Authentication;

/// <summary>
/// What a person is called. Many authorities leave the name out of the ID token where there is an access token, and give it at their UserInfo
/// endpoint, which that token opens (OpenID Connect Core, 5.4).
/// </summary>
internal static partial class PersonName
{
    private const string Scheme = "Bearer";
    private const string SubjectClaim = "sub";

    private static readonly string[] Claims = ["name", "preferred_username", "email"];

    /// <summary>The name of who has signed in; the subject where nothing tells a name.</summary>
    public static async Task<string> FindAsync(TokenValidatedContext context, ClaimsPrincipal caller, ILogger logger)
    {
        var subject = context.Principal?.FindFirst(SubjectClaim)?.Value;
        return In(context.Principal) ?? In(caller) ?? await AskAsync(context, subject, logger).ConfigureAwait(false) ?? subject ?? "";
    }

    private static string? In(ClaimsPrincipal? person) => First(name => person?.FindFirst(name)?.Value);

    private static string? First(Func<string, string?> find) =>
        Claims.Select(find).FirstOrDefault(static name => !string.IsNullOrWhiteSpace(name));

    private static async Task<string?> AskAsync(TokenValidatedContext context, string? subject, ILogger logger)
    {
        var aborted = context.HttpContext.RequestAborted;
        try
        {
            var authority = await context.Options.ConfigurationManager!.GetConfigurationAsync(aborted).ConfigureAwait(false);
            if (authority.UserInfoEndpoint is not { Length: > 0 } address || context.TokenEndpointResponse?.AccessToken is not { Length: > 0 } token)
            {
                return null;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = new AuthenticationHeaderValue(Scheme, token);
            using var answer = await context.Options.Backchannel.SendAsync(request, aborted).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
            var name = Read(await answer.Content.ReadAsByteArrayAsync(aborted).ConfigureAwait(false), subject);
            if (name is null)
            {
                NotTold(logger, null);
            }

            return name;
        }
        catch (Exception failure) when (IsExpected(failure) && !aborted.IsCancellationRequested)
        {
            // Nobody is kept out for want of a name.
            NotTold(logger, failure);
            return null;
        }
    }

    // It can't be reached, is too slow, has no usable configuration, or answers with something else.
    private static bool IsExpected(Exception failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or JsonException
            or UriFormatException or NotSupportedException;

    // An answer about somebody else is not to be used (5.3.2).
    private static string? Read(byte[] answer, string? subject)
    {
        using var claims = JsonDocument.Parse(answer);
        return TextOf(SubjectClaim) == subject ? First(TextOf) : null;

        string? TextOf(string name) =>
            claims.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The authority did not tell the name of who has signed in")]
    private static partial void NotTold(ILogger logger, Exception? exception);
}
