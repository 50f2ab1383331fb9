using MicroService.ServiceDefaults.Lifecycle;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class MountedConfigurationTests : IAsyncLifetime
{
    private readonly MountedApi _api = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task SwappedVolume_CountsWithoutRestart()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms\n"));
        await _api.StartAsync();
        Assert.Equal("800ms", (string?)(await _api.SettingAsync("Health:CheckTimeout"))!["value"]);

        await _api.Config.SetAsync(("Health__CheckTimeout", "900ms"));

        await _api.WaitForAsync("Health:CheckTimeout", "900ms");
        Assert.Contains("Health:CheckTimeout: '800ms' -> '900ms'", await _api.WaitForEventAsync("Reloaded"), StringComparison.Ordinal);
        Assert.Equal(1, await _api.MetricAsync("configuration_reloads_total", "result=\"applied\""));
    }

    [Fact]
    public async Task InvalidChange_IsRefusedAsAWholeAndSaidOnce()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"));
        await _api.StartAsync();

        await _api.Config.SetAsync(("Health__CheckTimeout", "soon"), ("Health__CacheDuration", "1s"), ("Logging__LogLevel__Microsoft.AspNetCore", "Debug"));
        var refusal = await _api.WaitForEventAsync("ReloadRefused");
        Assert.Contains("Health:CheckTimeout is 'soon': it must be a duration from 50ms to 30s", refusal, StringComparison.Ordinal);
        Assert.Equal("800ms", (string?)(await _api.SettingAsync("Health:CheckTimeout"))!["value"]);
        Assert.Equal("2s", (string?)(await _api.SettingAsync("Health:CacheDuration"))!["value"]);
        Assert.Equal(1, await _api.MetricAsync("configuration_reloads_total", "result=\"refused\""));
        await _api.Config.SetAsync(("Health__CheckTimeout", "900ms"), ("Logging__LogLevel__Microsoft.AspNetCore", null));
        await _api.WaitForAsync("Health:CheckTimeout", "900ms");

        Assert.Equal("1s", (string?)(await _api.SettingAsync("Health:CacheDuration"))!["value"]);
        Assert.Single(_api.Events("ReloadRefused"));
        Assert.DoesNotContain(_api.Process.Process.Output, line => line.Contains("\"severity\":\"DEBUG\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ListenerBesideOurs_IsRefusedAndDoesNotOpen()
    {
        var port = LoopbackPorts.Next();
        await _api.StartAsync();

        await _api.Config.SetAsync(("Kestrel__Endpoints__Extra__Url", $"http://127.0.0.1:{port}"));

        Assert.Contains("Kestrel:Endpoints:Extra:Url", await _api.WaitForEventAsync("ReloadRefused"), StringComparison.Ordinal);
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://127.0.0.1:{port}/v1/rules"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ConnectionStringsThatTheDriverRefuses_AreRefusedEachTime()
    {
        await _api.StartAsync(("ConnectionStrings__history", ""), ("History__File", "history.db"));

        await _api.Secrets.SetAsync(("ConnectionStrings__history", "Host=127.0.0.1;Target Session Attributes=primary;Password=planted-secret"));
        Assert.Contains("ConnectionStrings:history", await _api.WaitForEventAsync("ReloadRefused"), StringComparison.Ordinal);
        await _api.Secrets.SetAsync(("ConnectionStrings__history", "Host=127.0.0.1;Target Session Attributes=standby;Password=planted-secret"));

        await _api.WaitAsync(async () => await _api.MetricAsync("configuration_reloads_total", "result=\"refused\"") == 2, "The second one was not refused.");
        Assert.Empty(_api.Events("LookFailed"));
        Assert.DoesNotContain("planted-secret", _api.Process.Process.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedContent_IsMeasuredAsLongAsItIsMounted()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"));
        await _api.StartAsync();
        await BecomesAsync(0);

        await _api.Config.SetAsync(("Health__CheckTimeout", "soon"));
        await BecomesAsync(1);
        // What is in effect, back again: nothing is applied.
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"));
        await BecomesAsync(0);
        await _api.Config.SetAsync(("Health__CheckTimeout", "never"));
        await BecomesAsync(1);
        await _api.Config.SetAsync(("Health__CheckTimeout", "900ms"));
        await BecomesAsync(0);

        Assert.Equal("900ms", (string?)(await _api.SettingAsync("Health:CheckTimeout"))!["value"]);

        // Scrapes within a moment share an answer.
        Task BecomesAsync(double refused) => _api.WaitAsync(async () => await _api.MetricAsync("configuration_refused", "") == refused, $"It did not become {refused}.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VanishedVolume_KeepsTheLastGoodSettings(bool leavesMountPoint)
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"));
        await _api.StartAsync();

        if (leavesMountPoint)
        {
            _api.Config.Unmount();
        }
        else
        {
            _api.Config.Vanish();
        }

        await _api.WaitForEventAsync("FolderVanished");
        Assert.Equal("800ms", (string?)(await _api.SettingAsync("Health:CheckTimeout"))!["value"]);
        await _api.Config.SetAsync(("Health__CheckTimeout", "900ms"));
        await _api.WaitForAsync("Health:CheckTimeout", "900ms");
        Assert.Single(_api.Events("FolderVanished"));
        await _api.WaitForEventAsync("FolderReturned");
        Assert.Single(_api.Events("FolderReturned"));
    }

    [Fact]
    public async Task VolumeThatAppearsLater_Counts()
    {
        await _api.StartAsync();

        await _api.Config.SetAsync(("Health__CheckTimeout", "900ms"));

        await _api.WaitForAsync("Health:CheckTimeout", "900ms");
    }

    [Fact]
    public async Task RemovedFile_BringsTheDefaultBack()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"), ("Health__CacheDuration", "1s"));
        await _api.StartAsync();

        await _api.Config.SetAsync(("Health__CheckTimeout", null));

        await _api.WaitForAsync("Health:CheckTimeout", "750ms");
        Assert.Equal("1s", (string?)(await _api.SettingAsync("Health:CacheDuration"))!["value"]);
    }

    [Fact]
    public async Task LogLevel_ChangesWithoutRestart()
    {
        await _api.StartAsync();
        Assert.DoesNotContain(_api.Process.Process.Output, line => line.Contains("\"severity\":\"DEBUG\"", StringComparison.Ordinal));

        await _api.Config.SetAsync(("Logging__LogLevel__Microsoft.AspNetCore", "Debug"));
        await _api.WaitForEventAsync("Reloaded");
        using var response = await _api.Process.Api.GetAsync(new Uri("/v1/rules", UriKind.Relative), TestContext.Current.CancellationToken);

        await _api.Process.Process.WaitForOutputAsync(line => line.Contains("\"severity\":\"DEBUG\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SettingForTheStart_AsksForARestart()
    {
        await _api.StartAsync();

        await _api.Config.SetAsync(("Cache__MemoryBytes", "1024"));

        Assert.Contains("Cache:MemoryBytes", await _api.WaitForEventAsync("RestartNeeded"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "127.0.0.1:1")]
    [InlineData("127.0.0.1:1", null)]
    public async Task ConnectionStringThatComesOrGoes_AsksForARestart(string? first, string? second)
    {
        await _api.Secrets.SetAsync(("ConnectionStrings__cache", first), ("Health__CheckTimeout", "800ms"));
        await _api.StartAsync();

        await _api.Secrets.SetAsync(("ConnectionStrings__cache", second));

        Assert.Contains("ConnectionStrings:cache", await _api.WaitForEventAsync("RestartNeeded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedSecret_IsAnnouncedWithoutItsValue()
    {
        await _api.Config.SetAsync(("OTEL_EXPORTER_OTLP_HEADERS", "key=planted-1"));
        await _api.Secrets.SetAsync(("Some__Pin", "pin-1"));
        await _api.StartAsync();

        await _api.Config.SetAsync(("OTEL_EXPORTER_OTLP_HEADERS", "key=planted-2"));
        await _api.Secrets.SetAsync(("Some__Pin", "pin-2"));
        await _api.Process.Process.WaitForOutputAsync(line => line.Contains("OTEL_EXPORTER_OTLP_HEADERS: '***' -> '***'", StringComparison.Ordinal));
        await _api.Process.Process.WaitForOutputAsync(line => line.Contains("Some:Pin: '***' -> '***'", StringComparison.Ordinal));
        await _api.Secrets.SetAsync(("Some__Pin", null));
        await _api.Process.Process.WaitForOutputAsync(line => line.Contains("Some:Pin: '***' -> not set", StringComparison.Ordinal));

        Assert.DoesNotContain(_api.Process.Process.Output, line => line.Contains("planted-", StringComparison.Ordinal) || line.Contains("pin-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FileThatIsNoText_IsRefused()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"));
        await _api.StartAsync();

        _api.Config.Corrupt("Health__CheckTimeout", [0xff, 0xfe, 0x00]);

        Assert.Contains("must be text in UTF-8", await _api.WaitForEventAsync("ReloadRefused"), StringComparison.Ordinal);
        Assert.Equal("800ms", (string?)(await _api.SettingAsync("Health:CheckTimeout"))!["value"]);
    }

    [Fact]
    public async Task InvalidFileAtStart_EndsWith78()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "soon"), ("Logging__LogLevel__Default", "Loud"));

        var result = await ApiProgram.RunAsync([], environment: _api.Environment(("Authentication__AllowAnonymous", "true")));

        Assert.Equal(ExitCode.BadConfiguration, result.ExitCode);
        Assert.Contains("Health:CheckTimeout is 'soon'", result.Output, StringComparison.Ordinal);
        Assert.Contains("Logging:LogLevel:Default is 'Loud'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsOfSeveralSources_SayWhereTheyComeFrom()
    {
        await _api.Config.SetAsync(("Health__CheckTimeout", "800ms"), ("Health__CacheDuration", "1s"), ("Documents__MaxBytes", "2048"));
        await _api.Secrets.SetAsync(("Health__CacheDuration", "3s"));
        await _api.StartAsync(("Documents__MaxBytes", "4096"));

        Assert.Equal(("800ms", $"file {_api.Config.Path}/Health__CheckTimeout"), await OriginAsync("Health:CheckTimeout"));
        Assert.Equal(("3s", $"file {_api.Secrets.Path}/Health__CacheDuration"), await OriginAsync("Health:CacheDuration"));
        Assert.Equal(("4096", "environment"), await OriginAsync("Documents:MaxBytes"));
        Assert.Equal(("64", "default"), await OriginAsync("Documents:Queue"));
    }

    [Fact]
    public async Task VariableThatEmptiesASettingOfAFile_LeavesTheDefault()
    {
        await _api.Config.SetAsync(("Documents__MaxBytes", "2048"), ("Health__CacheDuration", "1s"));
        await _api.StartAsync(("Documents__MaxBytes", ""));

        Assert.Equal(("10485760", "default"), await OriginAsync("Documents:MaxBytes"));
    }

    [Fact]
    public async Task FoldersAndTheWorkingDirectory_AreNoSecrets()
    {
        await _api.Config.SetAsync(("Logging__LogLevel__Default", "Information"));
        await _api.StartAsync(("PWD", _api.Secrets.Path), ("OLDPWD", "Microsoft.Hosting.Lifetime"));

        Assert.Equal(_api.Secrets.Path, (await OriginAsync("Configuration:SecretsFolder")).Value);
        Assert.Contains(_api.Process.Process.Output, static line => line.Contains("Microsoft.Hosting.Lifetime", StringComparison.Ordinal));
        Assert.DoesNotContain(_api.Process.Process.Output, static line => line.Contains("***", StringComparison.Ordinal));
    }

    private async Task<(string? Value, string? Origin)> OriginAsync(string key)
    {
        var setting = await _api.SettingAsync(key);
        return ((string?)setting!["value"], (string?)setting["origin"]);
    }
}
