using System.Diagnostics;
using ChildProcess = MicroService.AppHost.Embedded.Processes.ChildProcess;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class StartTimeTests
{
    public StartTimeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are Unix's.");

    [Fact]
    public async Task ProgramThatHasEnded_IsNoFailure()
    {
        using var process = Process.Start("true");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(DateTime.MinValue, ChildProcess.StartOf(process));
    }

    [Fact]
    public void ProgramThatRuns_HasTheSystemsTime()
    {
        using var process = Process.Start("sleep", "300");
        try
        {
            Assert.Equal(process.StartTime.ToUniversalTime(), ChildProcess.StartOf(process));
        }
        finally
        {
            process.Kill();
        }
    }
}
