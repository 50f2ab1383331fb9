using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MicroService.Tests.Faults;

/// <summary>Asks a service's probes over and over, as a kubelet in a hurry does.</summary>
internal sealed class ProbeWatch : IAsyncDisposable
{
    /// <summary>The probe that depends on nothing.</summary>
    public const string Live = "live";

    /// <summary>The probe that follows dependencies.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<ProbeAnswer> _answers = new();
    private readonly long _start;
    private readonly HttpClient _client;
    private readonly Task _watching;
    private volatile bool _isStopped;

    private ProbeWatch(Uri management, TimeSpan hang, long start)
    {
        _start = start;
        _client = new HttpClient { BaseAddress = management, Timeout = hang };
        _watching = Task.WhenAll(WatchAsync(Live), WatchAsync(Ready));
    }

    /// <summary>What was answered so far.</summary>
    public IReadOnlyList<ProbeAnswer> Answers => [.. _answers];

    /// <summary>Starts to watch; a probe that takes longer than <paramref name="hang"/> has no answer. Times count from <paramref name="start"/>.</summary>
    public static ProbeWatch Start(Uri management, TimeSpan hang, long start) => new(management, hang, start);

    /// <summary>Asks one probe once.</summary>
    public async Task<ProbeAnswer> AskAsync(string probe)
    {
        var started = Stopwatch.GetElapsedTime(_start);
        var outcome = "no answer";
        try
        {
            using var response = await _client.GetAsync(new Uri($"/health/{probe}", UriKind.Relative), CancellationToken.None);
            var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            using var health = JsonDocument.Parse(body);
            if (health.RootElement.TryGetProperty("status", out var status) && status.GetString() == "Degraded")
            {
                outcome += " Degraded";
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            outcome = outcome == "no answer" ? outcome : $"{outcome} that is no JSON";
        }

        return new ProbeAnswer(probe, outcome, started, Stopwatch.GetElapsedTime(_start) - started);
    }

    /// <summary>Asks no more.</summary>
    public Task StopAsync()
    {
        _isStopped = true;
        return _watching;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
    }

    private async Task WatchAsync(string probe)
    {
        while (!_isStopped)
        {
            _answers.Enqueue(await AskAsync(probe));
            await Task.Delay(Period, CancellationToken.None);
        }
    }
}
