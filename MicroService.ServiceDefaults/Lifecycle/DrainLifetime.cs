using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Handles the signals: the first one drains and then stops, the second stops now. The default lifetime would stop accepting at
/// once, while load balancers still send. A service that was never ready has nothing to drain and stops at the first.
/// </summary>
public sealed class DrainLifetime : IHostLifetime, IDisposable
{
    private static readonly Refusal Leaving = new(
        StatusCodes.Status503ServiceUnavailable, "The service is stopping and could not finish this in time. Try again.", TimeSpan.FromSeconds(1));

    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(3);

    private readonly IHostApplicationLifetime _application;
    private readonly DrainState _state;
    private readonly RequestsInFlight _requests;
    private readonly TelemetryFlush _telemetry;
    private readonly IOptions<LifecycleOptions> _options;
    private readonly HostOptions _host;
    private readonly TimeProvider _time;
    private readonly ILogger<DrainLifetime> _logger;
    // Never disposed: a signal may come after everything else has ended, and there is nothing in it to free.
    private readonly CancellationTokenSource _forced = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _signalCount;
    private bool _hasStarted;

    /// <summary>Creates the lifetime; the host does.</summary>
    public DrainLifetime(
        IHostApplicationLifetime application,
        DrainState state,
        RequestsInFlight requests,
        TelemetryFlush telemetry,
        IOptions<LifecycleOptions> options,
        IOptions<HostOptions> host,
        TimeProvider time,
        ILogger<DrainLifetime> logger)
    {
        _application = application;
        _state = state;
        _requests = requests;
        _telemetry = telemetry;
        _options = options;
        _host = host.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>The signal that cut the shutdown short, if one did.</summary>
    public PosixSignal? ForcedBy { get; private set; }

    /// <summary>Cancelled by the second signal: whoever stops the host passes it on, so that requests in flight are aborted.</summary>
    public CancellationToken Forced => _forced.Token;

    /// <summary>Says why the service ends, after all that stopping has to say.</summary>
    internal Action? LastWord { get; set; }

    /// <summary>Whether the log says already that telemetry is lost.</summary>
    internal bool HasLostTelemetry { get; private set; }

    /// <summary>How long telemetry gets to be sent, and once more to let go; a second signal leaves it half a second.</summary>
    internal TimeSpan FlushTime => (ForcedBy is null && _hasStarted ? _options.Value.FlushTime : TimeSpan.FromSeconds(1)) / 2;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // Here and not while options are configured: that is when the host is built, too early to report bad configuration well.
        _hasStarted = true;
        _host.ShutdownTimeout = _options.Value.RequestTime;
        _application.ApplicationStarted.Register(_started.SetResult);
        _application.ApplicationStopping.Register(Stop);
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
        var left = _requests.All();
        foreach (var request in left)
        {
            _logger.RequestOutlivedService(request.Method, request.Route, _time.GetElapsedTime(request.Started));
        }

        _logger.Stopped(left.Length);
        if (ForcedBy is { } signal)
        {
            // For a service that is run by the host's own means, which answer no exit code.
            Environment.ExitCode = ExitCode.ForcedBy(signal);
        }

        if (!await _telemetry.RunAsync(FlushTime).ConfigureAwait(false))
        {
            HasLostTelemetry = true;
            _logger.TelemetryLost(FlushTime);
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
            _logger.StoppingNow(signal);
            _forced.Cancel();
            foreach (var request in _requests.All())
            {
                request.Abort();
            }

            _application.StopApplication();
            return;
        }

        var delay = _started.Task.IsCompleted && _state.WasReady() ? _options.Value.DrainDelay : TimeSpan.Zero;
        _state.Begin();
        _logger.Draining(signal, delay);
        _ = StopAfterAsync(delay);
    }

    private async Task StopAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _time, _forced.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A start that is cut short is a failure to the host; it is soon over, and what started then ends in order.
        await Task.WhenAny(_started.Task, Task.Delay(_options.Value.RequestTime, _time, _forced.Token)).ConfigureAwait(false);
        _application.StopApplication();
    }

    // Whoever runs the host is left its time to end in order; what hangs then was asked twice.
    private async Task ExitAsync(PosixSignal signal)
    {
        await Task.Delay(LastResort, _time, CancellationToken.None).ConfigureAwait(false);
        Environment.Exit(ExitCode.ForcedBy(signal));
    }

    private void Stop()
    {
        _state.Begin();
        _logger.Stopping(_requests.Count, _options.Value.RequestTime);
        _ = CancelAfterAsync(_options.Value.NoticeTime);
    }

    private async Task CancelAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _time, _forced.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_requests.Count is > 0 and var inFlight && !_application.ApplicationStopped.IsCancellationRequested)
        {
            _logger.CancellingRequests(inFlight);
            _requests.EndAll(Leaving);
        }
    }
}
