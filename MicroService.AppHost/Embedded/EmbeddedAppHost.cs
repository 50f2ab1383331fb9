using MicroService.AppHost.Embedded.Dashboard;
using MicroService.AppHost.Embedded.Planning;
using MicroService.AppHost.Embedded.Processes;
using MicroService.AppHost.Embedded.Supervision;

namespace MicroService.AppHost.Embedded;

/// <summary>Runs a plan: starts in order, watches, stops in the reverse order.</summary>
internal sealed class EmbeddedAppHost(RunPlan plan, ProcessRecord record, IDashboard dashboard, StopSignals signals, TimeProvider time)
{
    /// <summary>Runs until a signal comes or a resource is given up. Returns the exit code.</summary>
    public async Task<int> RunAsync()
    {
        ShowWhatDoesNotRun();
        using var launcher = new LaunchThread();
        var supervisors = plan.Processes.Select(process => new Supervisor(process, launcher, record, dashboard, time)).ToList();
        foreach (var (supervisor, process) in supervisors.Zip(plan.Processes))
        {
            supervisor.Start([.. supervisors.Where(other => process.DependsOn.Contains(other.Name)).Select(other => other.Started)]);
        }

        try
        {
            var failure = await FirstFailureAsync(supervisors);
            dashboard.Say(failure is null ? "Stopping; press Ctrl+C again to stop at once." : "A resource can't run, so the others stop too.");
            await StopAsync(supervisors);
            if (failure is not null)
            {
                dashboard.Fail(failure.Message);
            }

            return signals.StopNow.IsCancellationRequested ? ExitCodes.StoppedAtOnce : failure?.ExitCode ?? ExitCodes.Good;
        }
        finally
        {
            supervisors.ForEach(supervisor => supervisor.Dispose());
        }
    }

    private void ShowWhatDoesNotRun()
    {
        foreach (var database in plan.Databases)
        {
            dashboard.Show(new ResourceSnapshot(database.Name, SqliteStandIn.Kind, ResourceState.Healthy, [database.Path]));
        }

        foreach (var skipped in plan.Skipped)
        {
            dashboard.Show(new ResourceSnapshot(skipped.Name, skipped.Kind, ResourceState.Skipped, [], skipped.Reason));
        }

        foreach (var process in plan.Processes)
        {
            foreach (var variable in process.LeftOut)
            {
                dashboard.Log(process.Name, $"without {variable}");
            }
        }
    }

    // Null when a signal came first.
    private async Task<StartOutcome.Failed?> FirstFailureAsync(List<Supervisor> supervisors)
    {
        var stop = Task.Delay(Timeout.InfiniteTimeSpan, time, signals.Stop);
        var allStarted = Task.WhenAll(supervisors.Select(supervisor => supervisor.Started));
        var ends = supervisors.Select(supervisor => supervisor.Ended).ToList();
        var announced = false;
        while (true)
        {
            var first = await Task.WhenAny([stop, .. ends, .. announced ? Array.Empty<Task>() : [allStarted]]);
            if (first == stop)
            {
                return null;
            }

            if (first is Task<StartOutcome> ended)
            {
                if (await ended is StartOutcome.Failed failed)
                {
                    return failed;
                }

                ends.Remove(ended);
            }
            else if ((await allStarted).All(outcome => outcome is StartOutcome.Healthy))
            {
                announced = true;
                Announce();
            }
            else
            {
                announced = true;
            }
        }
    }

    private void Announce()
    {
        var urls = plan.Processes.Select(process => process.Url).OfType<string>().ToList();
        dashboard.Say(urls.Count > 0 ? $"Everything is healthy. Open {string.Join(" or ", urls)}" : "Everything is healthy.");
    }

    private async Task StopAsync(List<Supervisor> supervisors)
    {
        await using var killAll = signals.StopNow.Register(() => supervisors.ForEach(supervisor => supervisor.Kill()));
        foreach (var supervisor in Enumerable.Reverse(supervisors))
        {
            await supervisor.StopAsync(signals.StopNow);
            record.Remove(supervisor.Name);
        }
    }
}
