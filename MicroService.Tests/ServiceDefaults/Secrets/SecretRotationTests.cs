namespace MicroService.Tests.ServiceDefaults.Secrets;

public sealed class SecretRotationTests
{
    private const int Rotations = 20;

    // Every call opens a connection of its own; or connections are pooled, and live for a second.
    [Theory]
    [InlineData("Pooling=false")]
    [InlineData("Connection Lifetime=1")]
    public async Task PasswordsChangedBeforeTheirFiles_FailNoRequest(string options)
    {
        await using var api = await RotatedApi.StartAsync(options);
        for (var rotation = 1; rotation <= Rotations; rotation++)
        {
            var password = RotatedApi.NewPassword();
            await api.ChangeDatabasePasswordAsync("app", password);
            await api.ChangeCachePasswordAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(150), TestContext.Current.CancellationToken);
            await api.MountAsync("app", password);
            await api.WaitForRotationsAsync("history", rotation);
            await api.WaitForRotationsAsync("cache", rotation);
            await api.WaitForCallsAsync(6);
        }

        Assert.Empty(await api.StopCallingAsync());
    }

    [Fact]
    public async Task FilesChangedBeforeTheirPasswords_FailNoRequest()
    {
        await using var api = await RotatedApi.StartAsync("Connection Lifetime=1");
        for (var rotation = 1; rotation <= 5; rotation++)
        {
            var password = RotatedApi.NewPassword();
            await api.MountAsync("app", password);
            await api.WaitForReloadsAsync(rotation);
            await api.WaitForCallsAsync(10);
            await api.ChangeDatabasePasswordAsync("app", password);
            await api.WaitForRotationsAsync("history", rotation);
        }

        Assert.Empty(await api.StopCallingAsync());
    }

    [Fact]
    public async Task AnotherRole_TakesOverWithoutAFailedRequest()
    {
        await using var api = await RotatedApi.StartAsync("Maximum Pool Size=10");
        var password = RotatedApi.NewPassword();
        await api.Postgres.ExecuteAsync($"CREATE ROLE other LOGIN PASSWORD '{password}' IN ROLE app");

        await api.MountAsync("other", password);
        await api.WaitForRotationsAsync("history", 1);
        await api.WaitForCallsAsync(20);
        await api.Postgres.ExecuteAsync("ALTER ROLE app NOLOGIN");
        await api.WaitForCallsAsync(50);

        Assert.Empty(await api.StopCallingAsync());
        Assert.Contains("Username=other", (string?)(await api.Api.SettingAsync("ConnectionStrings:history"))!["value"], StringComparison.Ordinal);
        Assert.DoesNotContain(password, (await api.Api.SettingAsync("ConnectionStrings:history"))!.ToJsonString(), StringComparison.Ordinal);
    }

    // Every call opens a connection of its own, and must not ask where nobody is first.
    [Theory]
    [InlineData("Password=wrong-password")]
    [InlineData("Host=127.0.0.1;Port=1")]
    [InlineData("Host=nowhere.invalid")]
    [InlineData("Database=unknown")]
    public async Task WrongSecret_KeepsTheLastOneInUse(string mistake)
    {
        await using var api = await RotatedApi.StartAsync("Pooling=false");
        var password = RotatedApi.NewPassword();
        await api.Postgres.ExecuteAsync($"CREATE ROLE other LOGIN PASSWORD '{password}' IN ROLE app");

        await api.MountAsync("other", password, mistake);
        await api.WaitForReloadsAsync(1);
        await api.WaitForCallsAsync(50);

        await api.WaitForRotationsAsync("history", 0);
        await api.MountAsync("other", password);
        await api.WaitForRotationsAsync("history", 1);
        Assert.Empty(await api.StopCallingAsync());
    }

    [Fact]
    public async Task WrongSecretWhileTheLastOneIsLocked_WaitsForTheRightOne()
    {
        await using var api = await RotatedApi.StartAsync("Pooling=false");
        var password = RotatedApi.NewPassword();
        await api.MountAsync("app", password, "Port=1");
        await api.WaitForReloadsAsync(1);

        await api.ChangeDatabasePasswordAsync("app", password);
        await api.MountAsync("app", password);
        await api.WaitForRotationsAsync("history", 1);
        await api.WaitForCallsAsync(20);

        Assert.Empty(await api.StopCallingAsync());
    }
}
