namespace MicroService.Tests.Processes;

public sealed class ProcessTreeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ProcessWithChildren_IsListedBeforeThem()
    {
        await using var shell = ChildProcess.Start("sh", ["-c", "sleep 300 & sleep 300 & echo started; wait"]);
        await shell.WaitForOutputAsync(line => line == "started");

        using var patience = new CancellationTokenSource(Patience);
        while (ProcessTree.Members(shell.Id).Count(process => process.Program == "sleep") < 2 && !patience.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        Assert.Equal(["sh", "sleep", "sleep"], ProcessTree.Members(shell.Id).Select(process => process.Program));
    }

    [Fact]
    public async Task Signal_ReachesThoseOfTheNameAlone()
    {
        await using var shell = ChildProcess.Start("sh", ["-c", "sleep 300 & echo started; wait; echo ended"]);
        await shell.WaitForOutputAsync(line => line == "started");

        using var patience = new CancellationTokenSource(Patience);
        while (ProcessTree.Members(shell.Id).All(process => process.Program != "sleep") && !patience.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        await ProcessTree.SignalAsync(shell.Id, "sleep", ProcessSignal.Kill);

        await shell.WaitForOutputAsync(line => line == "ended");
    }
}
