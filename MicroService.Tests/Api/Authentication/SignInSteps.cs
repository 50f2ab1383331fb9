using System.Net;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MicroService.Tests.Api.Authentication;

/// <summary>The requests of a sign-in, one by one, as a browser sends them behind an ingress that ends TLS.</summary>
internal static class SignInSteps
{
    /// <summary>The address at which browsers have the page.</summary>
    public const string Page = "https://advisor.example";

    /// <summary>The cookie of a session.</summary>
    public const string Session = "__Host-microservice-session";

    private const string Html = "text/html";

    /// <summary>A browser that follows nothing and keeps nothing by itself.</summary>
    public static HttpClient BrowserOf(ApiProcess api) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = api.Api.BaseAddress };

    /// <summary>Signs anna in; answers the cookie of the session.</summary>
    public static async Task<string> SignInAsync(this TokenAuthority authority, HttpClient browser, string path)
    {
        using var answer = await authority.ComeBackAsync(browser, path);
        Assert.Equal((HttpStatusCode.Redirect, path), (answer.StatusCode, answer.Headers.Location?.ToString()));
        return Assert.Single(answer.Headers.GetValues("Set-Cookie"), static cookie => cookie.StartsWith(Session, StringComparison.Ordinal));
    }

    /// <summary>Begins a sign-in, and comes back with what the authority answers: a code for anna, or an error.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="browser">The browser that begins.</param>
    /// <param name="path">The view that is asked for.</param>
    /// <param name="error">The error; null for a code.</param>
    /// <param name="other">The browser that comes back, without cookies; null for the same.</param>
    public static async Task<HttpResponseMessage> ComeBackAsync(
        this TokenAuthority authority, HttpClient browser, string path, string? error = null, HttpClient? other = null)
    {
        using var request = await authority.BeginAsync(browser, path, error);
        if (other is not null)
        {
            request.Headers.Remove("Cookie");
        }

        return await (other ?? browser).SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Begins a sign-in; answers the request that brings back what the authority answers.</summary>
    public static async Task<HttpRequestMessage> BeginAsync(this TokenAuthority authority, HttpClient browser, string path, string? error = null)
    {
        using var begun = await browser.AskAsync(path, Html);
        var query = new QueryCollection(QueryHelpers.ParseQuery(begun.Headers.Location!.Query));
        var back = new Uri(error is null ? authority.SignIn.Grant(query, "anna") : SignInForm.Refuse(query, error));
        var request = new HttpRequestMessage(HttpMethod.Get, back.PathAndQuery);
        request.Headers.Add("Accept", Html);
        request.Headers.Add("Cookie", string.Join("; ", begun.Headers.GetValues("Set-Cookie").Select(static cookie => cookie.Split(';')[0])));
        return request;
    }
}
