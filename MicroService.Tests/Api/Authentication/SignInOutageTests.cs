using System.Net;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Authentication;

/// <summary>What a person reads when the authority gives no code, or does not answer.</summary>
public sealed class SignInOutageTests : IAsyncLifetime
{
    private const string Failed = "A sign-in failed";
    private const string NotFinished = "A sign-in was not finished";

    private TokenAuthority _authority = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _authority = await TokenAuthority.StartAsync(isSecure: true);

    public ValueTask DisposeAsync() => _authority.DisposeAsync();

    [Theory]
    [InlineData("access_denied", "you did not consent")]
    [InlineData("login_required", "it wants you to sign in")]
    [InlineData("interaction_required", "it wants you to sign in")]
    [InlineData("account_selection_required", "it wants you to sign in")]
    [InlineData("consent_required", "it wants you to sign in")]
    public async Task ErrorThatAsksThePersonForSomething_IsADenialAndNoOutage(string error, string words)
    {
        var (status, text, log) = await ComeBackAsync(error);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.Single(log, line => line.Contains(NotFinished, StringComparison.Ordinal) && line.Contains(error, StringComparison.Ordinal));
        Assert.DoesNotContain(log, static line => line.Contains(Failed, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("invalid_scope")]
    [InlineData("unauthorized_client")]
    [InlineData("an_error_of_its_own")]
    public async Task ErrorAboutHowThePageAsks_SendsThePersonToWhoeverRunsTheService(string error)
    {
        var (status, text, log) = await ComeBackAsync(error);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("The reason is in the log of the service", text, StringComparison.Ordinal);
        Assert.Single(log, line => line.Contains(Failed, StringComparison.Ordinal) && line.Contains(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server_error")]
    [InlineData("temporarily_unavailable")]
    public async Task ErrorOfTheAuthorityItself_IsAnOutage(string error)
    {
        var (status, text, log) = await ComeBackAsync(error);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Nobody can be signed in at the moment", text, StringComparison.Ordinal);
        Assert.Single(log, static line => line.Contains(Failed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AuthorityThatHangsBeforeASignIn_IsAnOutage()
    {
        await using var silent = new SilentListener();
        await using var api = await StartAsync(
            ("Authentication__Authority", $"https://127.0.0.1:{silent.Port}/"),
            ("Resilience__authority__TotalTimeout", "1s"),
            ("Resilience__authority__AttemptTimeout", "1s"),
            ("Resilience__authority__Retries", "0"));
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await browser.AskAsync("/", "text/html");

        Assert.True(silent.Reached.IsCompletedSuccessfully);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("Nobody can be signed in at the moment", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthorityThatHangsWhenACodeIsRedeemed_IsAnOutage()
    {
        await using var silent = new SilentListener();
        _authority.TokenAddress = new Uri($"http://127.0.0.1:{silent.Port}/token");
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await _authority.ComeBackAsync(browser, "/");
        await api.StopAsync();

        Assert.True(silent.Reached.IsCompletedSuccessfully);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Nobody can be signed in at the moment", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Single(api.Process.Output, static line => line.Contains(Failed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task BrowserThatGoesAwayWhileTheAuthorityHangs_IsNoFailure()
    {
        await using var silent = new SilentListener();
        _authority.TokenAddress = new Uri($"http://127.0.0.1:{silent.Port}/token");
        // Longer than the browser waits, however busy the machine is.
        await using var api = await StartAsync(
            ("Resilience__authority__TotalTimeout", "5m"),
            ("Resilience__authority__AttemptTimeout", "5m"),
            ("Resilience__authority__BreakerSampling", "10m"));
        using var browser = SignInSteps.BrowserOf(api);
        using var request = await _authority.BeginAsync(browser, "/");
        using var away = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var asking = browser.SendAsync(request, away.Token);
        await silent.Reached;
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        // What is under way ends first.
        await api.StopAsync();

        Assert.DoesNotContain(
            api.Process.Output,
            static line => line.Contains(Failed, StringComparison.Ordinal) || line.Contains(NotFinished, StringComparison.Ordinal) || line.Contains("\"Error\"", StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, string Text, IReadOnlyList<string> Log)> ComeBackAsync(string error)
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        using var answer = await _authority.ComeBackAsync(browser, "/", error);
        await api.StopAsync();
        return (answer.StatusCode, await answer.TextAsync(), api.Process.Output);
    }

    private Task<ApiProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = _authority.SignInSettings(SignInSteps.Page);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ApiProcess.StartAsync(all);
    }
}
