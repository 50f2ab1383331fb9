using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Resilience;

/// <summary>An HTTP dependency on real sockets that does as it is told, and counts.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private RunningService _service = null!;
    private int _attempts;

    public int Attempts => _attempts;

    /// <summary>What is answered from now on; the number says which attempt it is, from 1.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = static (_, _) => Task.CompletedTask;

    public Uri Address => _service.Api.BaseAddress!;

    public static async Task<Upstream> StartAsync(Func<HttpContext, int, Task>? answer = null)
    {
        var upstream = new Upstream();
        upstream.Answer = answer ?? upstream.Answer;
        upstream._service = await RunningService.StartAsync(map: app => app.MapFallback((HttpContext context) =>
            upstream.Answer(context, Interlocked.Increment(ref upstream._attempts))));
        return upstream;
    }

    /// <summary>Answers with this status and nothing else.</summary>
    public static Func<HttpContext, int, Task> Status(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Never answers.</summary>
    public static Task HangAsync(HttpContext context, int _) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Waits until so many attempts have come.</summary>
    public Task AttemptedAsync(int attempts) => Calls.UntilAsync(() => Attempts >= attempts, $"Attempt {attempts} did not come.");

    /// <summary>A service that calls this one as <c>upstream</c>, with quick retries unless it is told otherwise.</summary>
    public Task<RunningService> CallerAsync(params (string Key, string Value)[] settings) => CallerAsync("upstream", settings);

    /// <summary>The same by a clock of the test's own.</summary>
    public Task<RunningService> CallerAsync(TimeProvider time, params (string Key, string Value)[] settings) => CallerAsync("upstream", settings, time);

    /// <summary>The same by another name: meters of all services in this process go by one, so whoever looks at metrics needs a name of its own.</summary>
    public Task<RunningService> CallerAsync(string name, (string Key, string Value)[] settings, TimeProvider? time = null) => RunningService.StartAsync(
        builder =>
        {
            builder.Services.AddHttpDependency(name).ConfigureHttpClient(client => client.BaseAddress = Address);
            if (time is not null)
            {
                builder.Services.AddSingleton(time);
            }
        },
        settings: new Dictionary<string, string?>(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)).Append(new("Resilience:Http:RetryDelay", "1ms")).DistinctBy(setting => setting.Key)));

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();
}
