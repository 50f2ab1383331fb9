using System.ComponentModel;
using MicroService.AppHost.Embedded.Dashboard;
using MicroService.AppHost.Embedded.Health;
using MicroService.AppHost.Embedded.Planning;
using MicroService.AppHost.Embedded.Processes;
using MicroService.AppHost.Embedded.Runners;

namespace MicroService.AppHost.Embedded.Supervision;

/// <summary>Keeps one resource running: prepares, starts, watches and restarts it until it is stopped.</summary>
internal sealed class Supervisor(PlannedProcess plan, LaunchThread launcher, ProcessRecord record, IDashboard dashboard, TimeProvider time) : IDisposable
{
    // A process that ends this often before it was ever healthy won't be healthy by trying again.
    private const int StartAttempts = 3;
    private static readonly TimeSpan StartingPoll = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan RunningPoll = TimeSpan.FromSeconds(3);
    private readonly TaskCompletionSource<StartOutcome> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private RestartBackoff _backoff = new();
    private ChildProcess? _child;
    private Task<StartOutcome> _run = Task.FromResult<StartOutcome>(new StartOutcome.Cancelled());
    private int _restarts;
    private int _exitCode;

    public string Name => plan.Name;

    /// <summary>Ends when the resource is healthy for the first time or can't be.</summary>
    public Task<StartOutcome> Started => _started.Task;

    /// <summary>Ends when the resource is given up or stopped.</summary>
    public Task<StartOutcome> Ended => _run;

    /// <summary>Starts as soon as the dependencies are healthy; preparing doesn't wait for them.</summary>
    public void Start(IReadOnlyList<Task<StartOutcome>> dependencies) => _run = RunAsync(dependencies);

    /// <summary>SIGTERM, grace period, SIGKILL; returns when nothing of the resource runs any more.</summary>
    public async Task StopAsync(CancellationToken killNow)
    {
        await _stop.CancelAsync();
        var outcome = await _run;
        if (_child is { Exited.IsCompleted: false } child)
        {
            Show(ResourceState.Stopping);
            var exitCode = await child.StopAsync(plan.Scope.Options.StopTimeout, time, killNow);
            // 143 is SIGTERM itself, which is no fault of a program that has nothing to finish.
            Show(ResourceState.Stopped, exitCode is 0 or 143 ? string.Empty : $"exit code {exitCode}");
        }
        else if (outcome is not StartOutcome.Failed)
        {
            Show(ResourceState.Stopped);
        }
    }

    /// <summary>Ends the process and all that it started, now.</summary>
    public void Kill()
    {
        _stop.Cancel();
        _child?.KillTree();
    }

    /// <summary>Ends what still runs, which is nothing unless something unforeseen has happened.</summary>
    public void Dispose()
    {
        Kill();
        _child?.Dispose();
        _stop.Dispose();
    }

    private async Task<StartOutcome> RunAsync(IReadOnlyList<Task<StartOutcome>> dependencies)
    {
        StartOutcome outcome;
        try
        {
            outcome = await SuperviseAsync(dependencies, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            outcome = new StartOutcome.Cancelled();
        }

        if (outcome is StartOutcome.Failed failed)
        {
            _child?.KillTree();
            Show(ResourceState.Failed, failed.Message.Split('\n')[0].Replace($"{Name}: ", string.Empty, StringComparison.Ordinal));
        }

        _started.TrySetResult(outcome);
        return outcome;
    }

    private async Task<StartOutcome> SuperviseAsync(IReadOnlyList<Task<StartOutcome>> dependencies, CancellationToken cancellationToken)
    {
        Show(ResourceState.Preparing);
        var preparation = await plan.Runner.PrepareAsync(plan.Scope, cancellationToken);
        if (preparation is Preparation.Failed failed)
        {
            return new StartOutcome.Failed($"{Name}: {failed.Message}\n{failed.Advice}", ExitCodes.Unavailable);
        }

        Show(ResourceState.Waiting, plan.DependsOn.Count > 0 ? $"for {string.Join(", ", plan.DependsOn)}" : string.Empty);
        var outcomes = await Task.WhenAll(dependencies).WaitAsync(cancellationToken);
        if (!outcomes.All(outcome => outcome is StartOutcome.Healthy))
        {
            return new StartOutcome.Cancelled();
        }

        while (true)
        {
            var began = time.GetTimestamp();
            if (await RunOnceAsync(((Preparation.Ready)preparation).Command, cancellationToken) is { } end)
            {
                return end;
            }

            _backoff = _backoff.After(time.GetElapsedTime(began));
            _restarts++;
            Show(ResourceState.Backoff, $"ended with exit code {_exitCode}, starts again in {_backoff.Delay.TotalSeconds:0} s");
            await Task.Delay(_backoff.Delay, time, cancellationToken);
        }
    }

    // Null where the process is to be started again.
    private async Task<StartOutcome?> RunOnceAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        try
        {
            _child?.Dispose();
            _child = await ChildProcess.StartAsync(launcher, command, line => dashboard.Log(Name, line));
        }
        catch (Win32Exception exception)
        {
            return new StartOutcome.Failed($"{Name}: {command.FileName} can't be started: {exception.Message}\nCheck that it is installed and may be executed.", ExitCodes.Unavailable);
        }

        record.Add(Name, _child);
        Show(ResourceState.Starting);
        var problem = await WatchAsync(_child, cancellationToken);
        if (!_child.Exited.IsCompleted)
        {
            return new StartOutcome.Failed($"{Name}: {problem}", ExitCodes.Unavailable);
        }

        record.Remove(Name);
        _exitCode = await _child.Exited;
        if (_exitCode == ExitCodes.BadConfiguration)
        {
            return new StartOutcome.Failed($"{Name} refuses its configuration (exit code {_exitCode}).\nIts log above lists every problem; correct them and start again.", ExitCodes.BadConfiguration);
        }

        return !_started.Task.IsCompleted && _restarts + 1 >= StartAttempts
            ? new StartOutcome.Failed($"{Name} ended {StartAttempts} times before it was healthy, the last time with exit code {_exitCode}.\nIts log above says why.", ExitCodes.Unavailable)
            : null;
    }

    // Returns when the process has ended, or with a problem that a restart would not cure.
    private async Task<string> WatchAsync(ChildProcess child, CancellationToken cancellationToken)
    {
        var probe = plan.Runner.Probe(plan.Scope);
        var began = time.GetTimestamp();
        var state = ResourceState.Starting;
        while (!child.Exited.IsCompleted)
        {
            var problem = await HealthCheck.AskAsync(probe, time, cancellationToken);
            if (child.Exited.IsCompleted)
            {
                break;
            }

            if (problem is null && LoopbackGuard.Problem(plan.Scope.Ports) is { } exposed)
            {
                return exposed;
            }

            if (state == ResourceState.Starting && problem is not null && time.GetElapsedTime(began) > plan.Scope.Options.StartTimeout)
            {
                return $"not healthy within {plan.Scope.Options.StartTimeout.TotalSeconds:0} s; the last answer: {problem}\nIts log above may say why. --start-timeout gives it more time.";
            }

            var next = problem is null ? ResourceState.Healthy : state == ResourceState.Starting ? ResourceState.Starting : ResourceState.Unhealthy;
            if (next != state)
            {
                Show(next, problem ?? string.Empty);
                state = next;
            }

            if (problem is null)
            {
                _started.TrySetResult(new StartOutcome.Healthy());
            }

            var pause = Task.Delay(state == ResourceState.Starting ? StartingPoll : RunningPoll, time, cancellationToken);
            await Task.WhenAny(pause, child.Exited);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return "ended";
    }

    private void Show(ResourceState state, string detail = "")
    {
        var notes = new[] { detail }.Concat(state == ResourceState.Healthy ? plan.Moved : []).Where(note => note.Length > 0);
        dashboard.Show(new ResourceSnapshot(Name, plan.Runner.Kind, state, plan.Endpoints, string.Join("; ", notes), _restarts));
    }
}
