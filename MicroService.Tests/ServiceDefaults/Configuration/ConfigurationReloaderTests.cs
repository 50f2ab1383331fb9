using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Redaction;
using MicroService.Tests.Kubelet;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class ConfigurationReloaderTests : IDisposable
{
    private readonly MountedVolume _volume = new();

    public void Dispose() => _volume.Dispose();

    [Fact]
    public async Task RuleThatThrows_IsSaidOnceAndKeepsTheLastGoodSettings()
    {
        await using var service = await StartAsync(builder => builder.Services.AddConfigurationRule(
            static (configuration, _) => ArgumentOutOfRangeException.ThrowIfEqual(configuration["Sample:Count"], "7")));

        await SetAsync(service, ("Sample__Count", "7"), ("Sample__Name", "new"));
        await SetAsync(service);
        Assert.Null(service.App.Configuration["Sample:Name"]);
        Assert.Single(service.Log.Lines, static line => line.GetProperty("event").GetString() == "LookFailed");
        await SetAsync(service, ("Sample__Count", "8"));

        Assert.Equal("new", service.App.Configuration["Sample:Name"]);
    }

    [Fact]
    public async Task RuleThatThrowsOverOtherContent_IsSaidAgain()
    {
        await using var service = await StartAsync(builder => builder.Services.AddConfigurationRule(
            static (configuration, _) => ArgumentOutOfRangeException.ThrowIfEqual(configuration["Sample:Count"], "7")));

        await SetAsync(service, ("Sample__Count", "7"), ("Sample__Name", "one"));
        await SetAsync(service, ("Sample__Name", "two"));
        await SetAsync(service);

        Assert.Equal(2, service.Log.Lines.Count(static line => line.GetProperty("event").GetString() == "LookFailed"));
    }

    [Fact]
    public async Task WhatAReloadSetsOff_HasNothingOfTheCallersContext()
    {
        var caller = new AsyncLocal<string?>();
        var seen = new TaskCompletionSource<string?>();
        await using var service = await StartAsync();
        using var listening = ChangeToken.OnChange(service.App.Services.GetRequiredService<IConfiguration>().GetReloadToken, () => seen.TrySetResult(caller.Value));

        caller.Value = "a request";
        await SetAsync(service, ("Sample__Name", "new"));

        Assert.Null(await seen.Task);
    }

    [Fact]
    public async Task SecretsByKindOrOfLaterSources_AreMaskedWhereverTheyAppear()
    {
        await _volume.SetAsync(("Sample__Key", "secret-by-kind-1"));
        await using var service = await StartAsync(static builder => builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Late:Password", (string?)"secret-of-a-later-source-1")]));
        Assert.Equal("*** ***", SecretRedaction.RedactKnown("secret-by-kind-1 secret-of-a-later-source-1"));

        await SetAsync(service, ("Sample__Key", "secret-by-kind-2"));
        service.App.Configuration["Late:Password"] = "secret-of-a-later-source-2";
        ((IConfigurationRoot)service.App.Configuration).Reload();

        Assert.Equal("*** *** *** ***", SecretRedaction.RedactKnown("secret-by-kind-1 secret-of-a-later-source-1 secret-by-kind-2 secret-of-a-later-source-2"));
        Assert.Contains(service.Log.Lines, static line => line.GetRawText().Contains("Sample:Key: '***' -> '***'", StringComparison.Ordinal));
    }

    // Looked at when a test says so.
    private Task<RunningService> StartAsync(Action<WebApplicationBuilder>? configure = null) => RunningService.StartAsync(
        builder =>
        {
            builder.Services.AddSampleOptions();
            configure?.Invoke(builder);
        },
        settings: new Dictionary<string, string?> { ["Configuration:ConfigFolder"] = _volume.Path, ["Configuration:PollInterval"] = "1h" });

    private async Task SetAsync(RunningService service, params (string Name, string? Value)[] files)
    {
        await _volume.SetAsync(files);
        await service.App.Services.GetRequiredService<IConfigurationRefresh>().RefreshAsync(TestContext.Current.CancellationToken);
    }
}
