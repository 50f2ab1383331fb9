using System.Diagnostics;
using MicroService.AppHost.Embedded.Supervision;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class ProcessRecordTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-record-");
    private readonly Process _process;

    public ProcessRecordTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program that does nothing is Unix's.");
        _process = Process.Start("sleep", "1000");
    }

    [Fact]
    public async Task ProcessLeftBehind_IsEnded()
    {
        Write(_process.StartTime.ToUniversalTime());

        Assert.Equal(["cache"], new ProcessRecord(_folder.FullName).EndLeftovers());

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void ProcessOfTheSameIdThatStartedAtAnotherTime_IsLeftAlone()
    {
        Write(_process.StartTime.ToUniversalTime().AddHours(-1));

        Assert.Empty(new ProcessRecord(_folder.FullName).EndLeftovers());
        Assert.False(_process.HasExited);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Write(DateTime started) => File.WriteAllText(Path.Combine(_folder.FullName, "processes.tsv"), $"cache\t{_process.Id}\t{started.Ticks}\n");
}
