using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Takes the signals: the first one drains and then stops, the second stops now. The default lifetime would stop accepting at
/// once, while load balancers still send.
/// </summary>
public sealed class DrainLifetime : IHostLifetime, IDisposable
{
    private readonly IHostApplicationLifetime _application;
    private readonly DrainState _state;
    private readonly IOptions<LifecycleOptions> _options;
    private readonly HostOptions _host;
    private readonly TimeProvider _time;
    private readonly ILogger<DrainLifetime> _logger;
    private readonly CancellationTokenSource _forced = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _signalCount;

    /// <summary>Creates the lifetime; the host does.</summary>
    public DrainLifetime(
        IHostApplicationLifetime application,
        DrainState state,
        IOptions<LifecycleOptions> options,
        IOptions<HostOptions> host,
        TimeProvider time,
        ILogger<DrainLifetime> logger)
    {
        _application = application;
        _state = state;
        _options = options;
        _host = host.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>The signal that cut the shutdown short, if one did.</summary>
    public PosixSignal? ForcedBy { get; private set; }

    /// <summary>Cancelled by the second signal: whoever stops the host passes it on, so that requests in flight are aborted.</summary>
    public CancellationToken Forced => _forced.Token;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // Here and not while options are configured: that is when the host is built, too early to report bad configuration well.
        _host.ShutdownTimeout = _options.Value.ShutdownTimeout;
        _application.ApplicationStopping.Register(_state.Begin);
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Signal(context.Signal);
            }));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.ForEach(static signal => signal.Dispose());
        _forced.Dispose();
    }

    internal void Signal(PosixSignal signal)
    {
        if (Interlocked.Increment(ref _signalCount) > 1)
        {
            ForcedBy = signal;
            _logger.StoppingNow(signal);
            _forced.Cancel();
            _application.StopApplication();
            return;
        }

        var delay = _options.Value.DrainDelay;
        _state.Begin();
        _logger.Draining(signal, delay);
        _ = StopAfterAsync(delay);
    }

    private async Task StopAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _time, _forced.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _logger.Stopping(_options.Value.ShutdownTimeout);
        _application.StopApplication();
    }
}
