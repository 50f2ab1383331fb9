using System.Diagnostics;

namespace MicroService.Tests.Containers;

/// <summary>
/// Probes a container as the kubelet does: first startup alone, until it succeeds or fails, then readiness and liveness, each in
/// its period, on new connections, with its time for an answer. It restarts nothing; what the kubelet would do stands in the states.
/// </summary>
internal sealed class PodProber : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    private readonly Func<PodProbe, Uri> _address;
    private readonly Task _run;

    /// <param name="pod">Whose probes it drives.</param>
    /// <param name="address">Where a probe asks.</param>
    public PodProber(PodSpecification pod, Func<PodProbe, Uri> address)
    {
        _address = address;
        Startup = new ProbeState(pod.Startup!, isPassing: false);
        Readiness = new ProbeState(pod.Readiness!, isPassing: false);
        Liveness = new ProbeState(pod.Liveness!, isPassing: true);
        _run = RunAsync();
    }

    public ProbeState Startup { get; }

    public ProbeState Readiness { get; }

    public ProbeState Liveness { get; }

    /// <summary>Whether the kubelet would have killed the container.</summary>
    public bool WouldRestart => Startup.HasFailed || Liveness.HasFailed;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run;
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        await ProbeAsync(Startup, () => Startup.IsPassing || Startup.HasFailed);
        if (Startup.IsPassing)
        {
            await Task.WhenAll(ProbeAsync(Readiness, static () => false), ProbeAsync(Liveness, static () => false));
        }
    }

    private async Task ProbeAsync(ProbeState state, Func<bool> isDone)
    {
        try
        {
            await Task.Delay(state.Probe.InitialDelay, _end.Token);
            using var period = new PeriodicTimer(state.Probe.Period);
            do
            {
                var asked = Stopwatch.GetTimestamp();
                state.Observe(await AskAsync(state.Probe), asked);
            }
            while (!isDone() && await period.WaitForNextTickAsync(_end.Token));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody wants to know any more.
        }
    }

    private async Task<bool> AskAsync(PodProbe probe)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        timeout.CancelAfter(probe.Timeout);
        try
        {
            using var response = await _client.GetAsync(_address(probe), timeout.Token);
            return (int)response.StatusCode is >= 200 and < 400;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            return false;
        }
    }
}
