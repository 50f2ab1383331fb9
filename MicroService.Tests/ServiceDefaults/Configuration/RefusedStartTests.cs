using System.Text.Json;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Configuration;

/// <summary>Settings that others than the house's own options read, and would fail over while the service is built.</summary>
public sealed class RefusedStartTests
{
    // Outside Development the formatters of the framework are not made, so that nothing reads their settings.
    private static readonly Dictionary<string, string> OfAnotherFormatter = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Logging__Console__FormatterOptions__JsonWriterOptions__Indented"] = "banana",
    };

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static TheoryData<string, string> BadSettings => new()
    {
        { "OTEL_EXPORTER_OTLP_HEADERS", "Bearer planted-secret" },
        { "OTEL_EXPORTER_OTLP_HEADERS", "key=planted-secret,key=planted-secret" },
        { "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "planted-secret" },
        { "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "collector:4317" },
        { "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json" },
        { "OTEL_EXPORTER_OTLP_TIMEOUT", "10s" },
        { "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "sometimes" },
        { "OTEL_TRACES_SAMPLER", "traceidratioo" },
        { "OTEL_BSP_SCHEDULE_DELAY", "0" },
        { "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096" },
        { "OTEL_BLRP_MAX_QUEUE_SIZE", "many" },
        { "OTEL_METRIC_EXPORT_INTERVAL", "-1" },
        { "OTEL_RESOURCE_ATTRIBUTES", "team=shop,region" },
        { "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "banana" },
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
    [InlineData("traceidratio", "1.5")]
    [InlineData("parentbased_traceidratio", "5%")]
    public async Task ShareOfASampler_IsFromZeroToOne(string sampler, string share)
    {
        var result = await ApiProgram.RunAsync(
            ["validate-config"],
            environment: new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "true", ["OTEL_TRACES_SAMPLER"] = sampler, ["OTEL_TRACES_SAMPLER_ARG"] = share });

        Assert.Equal(78, result.ExitCode);
        Assert.Contains($"OTEL_TRACES_SAMPLER_ARG is '{share}': it must be a number from 0 to 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GoodTelemetrySettings_AreNoProblem()
    {
        var result = await ApiProgram.RunAsync(
            ["validate-config"],
            environment: new Dictionary<string, string>
            {
                ["Authentication__AllowAnonymous"] = "true",
                [Endpoint] = "http://127.0.0.1:4",
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "https://collector:4318/v1/traces",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "2500",
                ["OTEL_TRACES_SAMPLER"] = "ParentBased_TraceIdRatio",
                ["OTEL_TRACES_SAMPLER_ARG"] = "0.05",
                ["OTEL_BSP_MAX_QUEUE_SIZE"] = "8192",
                ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "4096",
                ["OTEL_RESOURCE_ATTRIBUTES"] = "team=shop,motto=a%20b%2Cc",
            });

        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task Problems_NameTheSourceOfTheValue()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-origins-");
        using var config = new MountedVolume();
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "appsettings.json"), """{ "Health": { "CheckTimeout": "soon", "WatchInterval": "x" } }""", TestContext.Current.CancellationToken);
            await config.SetAsync(("Documents__MaxBytes", "abc"), ("Health__WatchInterval", "y"), ("History__Retention", "1"));
            await using var api = ApiProcess.Launch(
                new Dictionary<string, string>
                {
                    ["Configuration__ConfigFolder"] = config.Path,
                    ["Limits__RequestTimeout"] = "never",
                    ["history__RETENTION"] = "for ever",
                    ["ASPNETCORE_Limits__MaxHeaders"] = "few",
                    ["Logging__LogLevel__Default"] = "Loud",
                    ["ConnectionStrings__history"] = "",
                    ["CUSTOMCONNSTR_history"] = "Data Source=:memory:",
                    ["Authentication__AllowAnonymous"] = "",
                },
                folder.FullName);

            Assert.True(await api.Process.WaitForExitAsync() == 78, api.Process.Transcript());

            var message = JsonElement.Parse(api.Process.Output[^1]).GetProperty("message").GetString()!;
            Assert.Equal(
                [
                    "Authentication:Authority: environment variable Authentication__Authority",
                    "ConnectionStrings:history: environment variable CUSTOMCONNSTR_history",
                    $"Documents:MaxBytes: file {config.Path}/Documents__MaxBytes",
                    "Health:CheckTimeout: file appsettings.json",
                    $"Health:WatchInterval: file {config.Path}/Health__WatchInterval",
                    "History:Retention: environment variable history__RETENTION",
                    "Limits:MaxHeaders: environment variable ASPNETCORE_Limits__MaxHeaders",
                    "Limits:RequestTimeout: environment variable Limits__RequestTimeout",
                    "Logging:LogLevel:Default: environment variable Logging__LogLevel__Default",
                ],
                message.Split('\n').Where(static line => line.StartsWith("  - ", StringComparison.Ordinal))
                    .Select(static line => $"{line[4..].Split(' ')[0]}: {line[(line.LastIndexOf('(') + 1)..^1]}").Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RefusedReload_NamesTheFile()
    {
        await using var api = new MountedApi();
        await api.Config.SetAsync(("Health__CheckTimeout", "1s"));
        await api.StartAsync();

        await api.Config.SetAsync(("Health__CheckTimeout", "soon"));

        Assert.Contains($"(file {api.Config.Path}/Health__CheckTimeout)", await api.WaitForEventAsync("ReloadRefused"), StringComparison.Ordinal);
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
        await using var api = ApiProcess.Launch(OfAnotherFormatter);

        Assert.Equal(78, await api.Process.WaitForExitAsync());
        Assert.Contains("'banana' at", api.Process.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingThatOnlyTheBinderKnowsToValidateConfig_EndsWith78WithoutAStackTrace()
    {
        var result = await ApiProgram.RunAsync(["validate-config"], environment: OfAnotherFormatter);

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
