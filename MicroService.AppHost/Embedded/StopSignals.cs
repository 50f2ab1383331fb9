using System.Runtime.InteropServices;

namespace MicroService.AppHost.Embedded;

/// <summary>Ctrl+C, SIGTERM and SIGHUP: the first asks for an orderly stop, the second for one at once.</summary>
internal sealed class StopSignals : IDisposable
{
    // "dotnet run" passes SIGTERM on, so one that goes to the whole process group arrives twice.
    private static readonly TimeSpan SameRequest = TimeSpan.FromMilliseconds(500);
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopNow = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private long _first;

    public StopSignals(TimeProvider time)
    {
        _time = time;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, On),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, On),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, On),
        ];
    }

    public CancellationToken Stop => _stop.Token;

    public CancellationToken StopNow => _stopNow.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
        _stopNow.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        CancellationTokenSource? request = null;
        lock (_lock)
        {
            if (_first == 0)
            {
                _first = _time.GetTimestamp();
                request = _stop;
            }
            else if (_time.GetElapsedTime(_first) > SameRequest)
            {
                request = _stopNow;
            }
        }

        request?.Cancel();
    }
}
