using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Management;
using MicroService.ServiceDefaults.Secrets;
using MicroService.ServiceDefaults.Telemetry;
using MicroService.Tests.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MicroService.Tests.ServiceDefaults;

/// <summary>Small programs that use one part of the defaults and no other.</summary>
public sealed class StandalonePartTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task MountedConfiguration_FollowsItsFolder()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-part-");
        try
        {
            var file = Path.Combine(folder.FullName, "Greeting");
            await File.WriteAllTextAsync(file, "Hello", TestContext.Current.CancellationToken);
            await using var program = await Program.StartAsync(
                static builder => builder.AddMountedConfiguration(),
                static app => app.MapGet("/", static (IConfiguration configuration) => configuration["Greeting"]),
                ("Configuration:ConfigFolder", folder.FullName),
                ("Configuration:PollInterval", "100ms"));
            Assert.Equal("Hello", await program.Service.GetStringAsync(Root, TestContext.Current.CancellationToken));

            await File.WriteAllTextAsync(file, "Good morning", TestContext.Current.CancellationToken);

            await PollAsync(async () => await program.Service.GetStringAsync(Root, TestContext.Current.CancellationToken) == "Good morning");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ValidatedOptions_RefuseToStartWithAllTheirProblems()
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => Program.StartAsync(
            static builder => builder.Services.AddValidatedOptions<SampleOptions>(), null, ("Sample:Count", "12"), ("Sample:Wait", "soon")));

        Assert.Equal(["Sample:Count", "Sample:Wait"], refusal.Problems.Select(static problem => problem.Key));
    }

    [Fact]
    public async Task JsonLogging_WritesALineOfJsonWithoutSecrets()
    {
        await using var program = await Program.StartAsync(static builder => builder.AddJsonLogging());

        using var line = new StringWriter();
        var console = program.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value;
        var formatter = program.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == console.FormatterName);
        formatter.Write(new LogEntry<string>(LogLevel.Information, "Program", default, "Password=hunter22", null, static (text, _) => text), null, line);

        Assert.Equal("Password=***", JsonElement.Parse(line.ToString()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task AccessLog_HasALineForARequest()
    {
        await using var program = await Program.StartAsync(
            static builder => builder.AddAccessLog(), static app => app.MapGet("/", static () => "Hello"), ("AccessLog:Enabled", "true"));

        await program.Service.GetStringAsync(Root, TestContext.Current.CancellationToken);

        // The line is written when the answer is complete, which its reader may know before.
        await PollAsync(() => Task.FromResult(program.Log.Lines.Any(static line =>
            line.TryGetProperty("event", out var name) && name.GetString() == "RequestEnded" && line.GetProperty("status").GetInt32() == 200)));
    }

    [Theory]
    [InlineData("/info")]
    [InlineData("/config")]
    [InlineData("/log-level")]
    public async Task ManagementPort_AnswersWhatTheServicePortDoesNot(string path)
    {
        await using var program = await Program.StartAsync(static builder => builder.AddManagementPort(), static app => app.MapInfo().MapConfiguration().MapLogLevel());

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program.Management, path));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.Service, path));
    }

    [Fact]
    public async Task Draining_AsksClientsToLeaveAfterASignal()
    {
        await using var program = await Program.StartAsync(
            static builder => builder.AddDraining(), static app => app.MapGet("/", static () => "Hello"), ("Lifecycle:DrainDelay", "5m"));

        program.Services.GetRequiredService<DrainLifetime>().Signal(PosixSignal.SIGTERM);
        using var response = await program.Service.GetAsync(Root, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.ConnectionClose);
    }

    [Fact]
    public async Task SecurityHeaders_AreOnEveryAnswer()
    {
        await using var program = await Program.StartAsync(static builder => builder.AddSecurityHeaders());

        using var response = await program.Service.GetAsync(Root, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Telemetry_HasMetricsForPrometheus()
    {
        await using var program = await Program.StartAsync(static builder => builder.AddTelemetry(), static app => app.MapMetrics());

        var metrics = await program.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("dotnet_gc_collections_total", metrics, StringComparison.Ordinal);
        Assert.Contains("management_rejections_total", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DependencyHealth_TellsProbesOfAFailingDependency()
    {
        await using var program = await Program.StartAsync(
            static builder =>
            {
                builder.AddDependencyHealth();
                builder.Services.AddDependency("database", DependencyReadiness.Required, static (_, _) => throw new TimeoutException());
            },
            static app => app.MapHealth());

        using var response = await program.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        var health = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("TimeoutException", Assert.Single(health.GetProperty("dependencies").EnumerateArray()).GetProperty("error").GetString());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program.Management, "/health/live"));
    }

    [Fact]
    public async Task SecretRotation_HandsOnANewValue()
    {
        await using var program = await Program.StartAsync(static builder => builder.AddSecretRotation(), null, ("Database:Password", "first"));
        var rotated = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        program.Services.GetRequiredService<SecretRotation>().Follow("database", "Database:Password", "first", (value, _) => Task.FromResult(rotated.TrySetResult(value)));

        var configuration = (IConfigurationRoot)program.Services.GetRequiredService<IConfiguration>();
        configuration["Database:Password"] = "second";
        configuration.Reload();

        Assert.Equal("second", await rotated.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken));
    }

    private static Uri Root { get; } = new("/", UriKind.Relative);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task PollAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
        }
    }

    /// <summary>A program on loopback ports; only parts that need the management port open a second one.</summary>
    private sealed class Program : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Program(WebApplication app, RecordedLog log)
        {
            _app = app;
            Log = log;
            var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
            Service = new HttpClient { BaseAddress = new Uri(addresses[0]) };
            Management = new HttpClient { BaseAddress = new Uri(addresses[^1]) };
        }

        public IServiceProvider Services => _app.Services;

        public RecordedLog Log { get; }

        public HttpClient Service { get; }

        public HttpClient Management { get; }

        public static async Task<Program> StartAsync(
            Action<WebApplicationBuilder> add, Action<WebApplication>? map = null, params (string Key, string Value)[] settings)
        {
            var log = new RecordedLog();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddInMemoryCollection(
            [
                new("URLS", "http://127.0.0.1:0"),
                new("Server:Address", "127.0.0.1"),
                new("Management:Port", "0"),
                new("Logging:Console:LogLevel:Default", "None"),
                .. settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
            ]);
            builder.Logging.AddProvider(log);
            add(builder);
            var app = builder.Build();
            map?.Invoke(app);
            try
            {
                await app.StartAsync(TestContext.Current.CancellationToken);
                return new Program(app, log);
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            Service.Dispose();
            Management.Dispose();
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }
}
