using System.Text.Json.Nodes;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Authentication;

/// <summary>What a person is called on the page, where the authority's ID token has no name.</summary>
public sealed class PersonNameTests : IAsyncLifetime
{
    private TokenAuthority _authority = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TokenAuthority.StartAsync(isSecure: true);
        _authority.SignIn.IdClaims = static claims => claims.Remove("name");
    }

    public ValueTask DisposeAsync() => _authority.DisposeAsync();

    [Theory]
    [InlineData("""{"sub":"anna","name":"Anna Arendt"}""", "Anna Arendt")]
    [InlineData("""{"sub":"anna","name":" ","preferred_username":"arendt"}""", "arendt")]
    [InlineData("""{"sub":"ben","name":"Ben"}""", "anna")]
    [InlineData("""{"sub":"anna","name":["Anna"]}""", "anna")]
    [InlineData("[]", "anna")]
    [InlineData(null, "anna")]
    public async Task NameOfThePerson_IsAskedOfTheAuthority(string? told, string shown)
    {
        _authority.SignIn.UserInfo = told is null ? null : JsonNode.Parse(told);

        Assert.Contains($"Signed in as <strong>{shown}</strong>", await ShowAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameInTheAccessToken_IsTaken()
    {
        _authority.SignIn.AccessClaims = static claims => claims["name"] = "Anna Arendt";

        Assert.Contains("Signed in as <strong>Anna Arendt</strong>", await ShowAsync(), StringComparison.Ordinal);
    }

    private async Task<string> ShowAsync()
    {
        await using var api = await ApiProcess.StartAsync(_authority.SignInSettings(SignInSteps.Page));
        using var browser = SignInSteps.BrowserOf(api);
        browser.DefaultRequestHeaders.Add("Cookie", (await _authority.SignInAsync(browser, "/rules")).Split(';')[0]);
        using var answer = await browser.AskAsync("/rules", "text/html");
        return await answer.TextAsync();
    }
}
