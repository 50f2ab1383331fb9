using System.Collections.Concurrent;
using System.Diagnostics;

namespace MicroService.AppHost.Embedded.Processes;

/// <summary>Starts processes from one thread that lives as long as the AppHost.</summary>
/// <remarks>Linux sends the parent-death signal when the <em>thread</em> that started a process ends (prctl(2)), and threads of the pool end when they are idle.</remarks>
internal sealed class LaunchThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public LaunchThread() => new Thread(Loop) { IsBackground = true, Name = "process launcher" }.Start();

    /// <summary>Starts the process; throws what <see cref="Process.Start()"/> throws.</summary>
    public Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Loop()
    {
        foreach (var start in _work.GetConsumingEnumerable())
        {
            start();
        }
    }
}
