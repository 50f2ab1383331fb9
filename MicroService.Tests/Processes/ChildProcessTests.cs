namespace MicroService.Tests.Processes;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task EndedProgram_LeavesExitCodeAndBothStreams()
    {
        var result = await ChildProcess.RunAsync("sh", ["-c", "cat; echo bad >&2; exit 3"], input: "in\n");

        Assert.Equal(new ProcessResult(3, "in\n", "bad\n"), result);
    }

    [Fact]
    public async Task Environment_IsTheGivenOneAlone()
    {
        Environment.SetEnvironmentVariable("MICROSERVICE_TEST_LEAK", "leaked");

        var result = await ChildProcess.RunAsync(
            "sh", ["-c", "echo $GIVEN$MICROSERVICE_TEST_LEAK"], environment: new Dictionary<string, string> { ["GIVEN"] = "given" });

        Assert.Equal("given\n", result.Output);
    }

    [Fact]
    public async Task Signal_ReachesTheProgram()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done"]);
        await child.WaitForOutputAsync(line => line == "ready");

        await child.SignalAsync(ProcessSignal.Term);

        Assert.Equal(7, await child.WaitForExitAsync());
    }

    [Fact]
    public async Task MissingLine_FailsWithWhatCameInstead()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "echo other"]);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForOutputAsync(line => line == "expected"));

        Assert.Contains("other", failure.Message, StringComparison.Ordinal);
    }
}
