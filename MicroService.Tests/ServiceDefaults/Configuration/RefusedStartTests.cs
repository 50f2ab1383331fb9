using System.Text.Json;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Configuration;

/// <summary>Settings that others than the house's own options read, and would fail over while the service is built.</summary>
public sealed class RefusedStartTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static TheoryData<string, string> BadSettings => new()
    {
        { "OTEL_EXPORTER_OTLP_HEADERS", "Bearer planted-secret" },
        { "OTEL_EXPORTER_OTLP_HEADERS", "key=planted-secret,key=planted-secret" },
        { "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "planted-secret" },
        { "ConnectionStrings__history", "Host=127.0.0.1;Target Session Attributes=primary;Username=a;Password=planted-secret" },
        { "ConnectionStrings__history", "Data Source=history.db;Default Timeout=99999999999" },
        { "Logging__Console__QueueFullMode", "banana" },
        { "Logging__Console__MaxQueueLength", "0" },
        { "Logging__Console__IncludeScopes", "banana" },
        { "Logging__Console__LogToStandardErrorThreshold", "Information" },
        { "Logging__Console__FormatterOptions__SingleLine", "banana" },
        { "ConnectionStrings__cache", "redis://user:planted-secret@cache:6379" },
        { "HTTP_PORTS", "18081;18081" },
        { "Kestrel__Endpoints__X__Url", "banana" },
        { "Kestrel__Endpoints__X__Url", "http://127.0.0.1:18083" },
        { "Kestrel__EndpointDefaults__Protocols", "Http2" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task BadSetting_EndsWith78AndIsNamed(string variable, string value)
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { [Endpoint] = "http://127.0.0.1:4", ["Health__CheckTimeout"] = "soon", [variable] = value });

        Assert.True(await api.Process.WaitForExitAsync() == 78, api.Process.Transcript());
        var last = JsonElement.Parse(api.Process.Output[^1]);
        Assert.Equal("CRITICAL", last.GetProperty("severity").GetString());
        var message = last.GetProperty("message").GetString();
        Assert.Contains(variable.Replace("__", ":", StringComparison.Ordinal), message, StringComparison.Ordinal);
        Assert.Contains("Health:CheckTimeout is 'soon'", message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", api.Process.Transcript(), StringComparison.Ordinal);
        Assert.Empty(api.Process.Error);
    }

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task BadSettingToValidateConfig_EndsWith78AndIsNamed(string variable, string value)
    {
        var result = await ApiProgram.RunAsync(
            ["validate-config"],
            environment: new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "true", [Endpoint] = "http://127.0.0.1:4", [variable] = value });

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith("The configuration has 1 problem", result.Error, StringComparison.Ordinal);
        Assert.Contains(variable, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingThatOnlyTheBinderKnows_EndsWith78AndIsNamed()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["Logging__Console__FormatterOptions__JsonWriterOptions__Indented"] = "banana" });

        Assert.Equal(78, await api.Process.WaitForExitAsync());
        Assert.Contains("'banana' at", JsonElement.Parse(api.Process.Output[^1]).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingThatOnlyTheBinderKnowsToValidateConfig_EndsWith78WithoutAStackTrace()
    {
        var result = await ApiProgram.RunAsync(["validate-config"], environment: new Dictionary<string, string> { ["Logging__Console__FormatterOptions__JsonWriterOptions__Indented"] = "banana" });

        Assert.Equal(78, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "key=value, other=a%20b,")]
    [InlineData("Logging__Console__MaxQueueLength", "100")]
    [InlineData("Logging__Console__QueueFullMode", "dropwrite")]
    [InlineData("Logging__Console__MaxQueueLength", "")]
    public async Task GoodSettingToValidateConfig_IsGood(string variable, string value)
    {
        var result = await ApiProgram.RunAsync(
            ["validate-config"],
            environment: new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "true", [Endpoint] = "http://127.0.0.1:4", [variable] = value });

        Assert.True(result.ExitCode == 0, result.Error);
    }
}
