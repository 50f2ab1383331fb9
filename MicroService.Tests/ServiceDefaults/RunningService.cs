using MicroService.ServiceDefaults;
using MicroService.ServiceDefaults.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.ServiceDefaults;

/// <summary>A small service with all defaults, on real sockets at free loopback ports.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private RunningService(WebApplication app, RecordedLog log)
    {
        App = app;
        Log = log;
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
        Api = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        Management = new HttpClient { BaseAddress = new Uri(addresses[^1]) };
    }

    public WebApplication App { get; }

    /// <summary>What was logged, as the JSON lines that the console shows.</summary>
    public RecordedLog Log { get; }

    public HttpClient Api { get; }

    public HttpClient Management { get; }

    /// <summary>Builds the service without starting it.</summary>
    public static WebApplication Build(
        Action<WebApplicationBuilder>? configure = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        RecordedLog? log = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["URLS"] = "",
            ["HTTP_PORTS"] = "",
            ["Server:Address"] = "127.0.0.1",
            ["Server:Port"] = "0",
            ["Management:Port"] = "0",
            ["Lifecycle:DrainDelay"] = "0s",
            ["Logging:Console:LogLevel:Default"] = "None",
            ["Health:CacheDuration"] = "0s",
            ["Health:CheckTimeout"] = "30s",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }

    public static async Task<RunningService> StartAsync(
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var log = new RecordedLog();
        var app = Build(configure, settings, log);
        map?.Invoke(app);
        await app.StartAsync();
        return new RunningService(app, log);
    }

    /// <summary>What the process does with a signal, without sending this process one.</summary>
    public DrainLifetime Lifetime => App.Services.GetRequiredService<DrainLifetime>();

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Management.Dispose();

        // As a process does: what is in flight ends before telemetry is flushed. Stopping twice does no harm.
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
    }
}
