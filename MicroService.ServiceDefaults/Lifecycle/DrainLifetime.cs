using System.Runtime.InteropServices;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Handles the signals: the first one drains and then stops, the second stops now. The default lifetime would stop accepting at
/// once, while load balancers still send. A service that was never ready has nothing to drain and stops at the first.
/// </summary>
public sealed class DrainLifetime(
    IHostApplicationLifetime application,
    DrainState state,
    RequestsInFlight requests,
    IOptions<LifecycleOptions> options,
    IOptions<HostOptions> host,
    TimeProvider time,
    ILogger<DrainLifetime> logger,
    TelemetryFlush? telemetry = null) : IHostLifetime, IDisposable
{
    private static readonly Refusal Leaving = new(
        StatusCodes.Status503ServiceUnavailable, "The service is stopping and could not finish this in time. Try again.", TimeSpan.FromSeconds(1));

    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(3);

    // Never disposed: a signal may come after everything else has ended, and there is nothing in it to free.
    private readonly CancellationTokenSource _forced = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _signalCount;
    private bool _hasStarted;

    /// <summary>The signal that cut the shutdown short, if one did.</summary>
    public PosixSignal? ForcedBy { get; private set; }

    /// <summary>Canceled by the second signal: the code that stops the host passes it on, so that requests in flight are aborted.</summary>
    public CancellationToken Forced => _forced.Token;

    /// <summary>Says why the service ends, after all that stopping has to say.</summary>
    internal Action? LastWord { get; set; }

    /// <summary>Whether the log says already that telemetry is lost.</summary>
    internal bool HasLostTelemetry { get; private set; }

    /// <summary>The timeout of the telemetry flush, and of the disposal after it; half a second after a second signal.</summary>
    internal TimeSpan FlushTime => (ForcedBy is null && _hasStarted ? options.Value.FlushTime : TimeSpan.FromSeconds(1)) / 2;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // Here and not while options are configured: that is when the host is built, too early to report bad configuration well.
        _hasStarted = true;
        host.Value.ShutdownTimeout = options.Value.RequestTime;
        application.ApplicationStarted.Register(_started.SetResult);
        application.ApplicationStopping.Register(Stop);
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Signal(context.Signal);
                if (ForcedBy is not null)
                {
                    _ = ExitAsync(context.Signal);
                }
            }));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var left = requests.All();
        foreach (var request in left)
        {
            logger.RequestOutlivedService(request.Method, request.Route, time.GetElapsedTime(request.Started));
        }

        logger.Stopped(left.Length);
        if (ForcedBy is { } signal)
        {
            // For a service that is run by the host's own means, which answer no exit code.
            Environment.ExitCode = ExitCode.ForcedBy(signal);
        }

        if (telemetry is not null && !await telemetry.RunAsync(FlushTime).ConfigureAwait(false))
        {
            HasLostTelemetry = true;
            logger.TelemetryLost(FlushTime);
        }

        LastWord?.Invoke();
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.ForEach(static signal => signal.Dispose());

    internal void Signal(PosixSignal signal)
    {
        if (Interlocked.Increment(ref _signalCount) > 1)
        {
            ForcedBy = signal;
            logger.StoppingNow(signal);
            _forced.Cancel();
            foreach (var request in requests.All())
            {
                request.Abort();
            }

            application.StopApplication();
            return;
        }

        var delay = _started.Task.IsCompleted && state.WasReady() ? options.Value.DrainDelay : TimeSpan.Zero;
        state.Begin();
        logger.Draining(signal, delay);
        _ = StopAfterAsync(delay);
    }

    private async Task StopAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, time, _forced.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A start that is cut short is a failure to the host; it is soon over, and what started then ends in order.
        await Task.WhenAny(_started.Task, Task.Delay(options.Value.RequestTime, time, _forced.Token)).ConfigureAwait(false);
        application.StopApplication();
    }

    // The host gets time to stop in order; what hangs after that was signaled twice.
    private async Task ExitAsync(PosixSignal signal)
    {
        await Task.Delay(LastResort, time, CancellationToken.None).ConfigureAwait(false);
        Environment.Exit(ExitCode.ForcedBy(signal));
    }

    private void Stop()
    {
        state.Begin();
        logger.Stopping(requests.Count, options.Value.RequestTime);
        _ = CancelAfterAsync(options.Value.NoticeTime);
    }

    private async Task CancelAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, time, _forced.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (requests.Count is > 0 and var inFlight && !application.ApplicationStopped.IsCancellationRequested)
        {
            logger.CancellingRequests(inFlight);
            requests.EndAll(Leaving);
        }
    }
}
