using MicroService.Tests.Processes;

namespace MicroService.Tests.Faults;

public sealed class ProcessFootprintTests
{
    [Fact]
    public async Task RunningProcess_HasThreadsHandlesAndMemory()
    {
        await using var process = ChildProcess.Start("sleep", ["300"]);

        var footprint = ProcessFootprint.Measure(process.Id);

        Assert.Equal(1, footprint.Threads);
        Assert.InRange(footprint.Handles, 3, 64);
        Assert.InRange(footprint.MemoryBytes, 1, 64 << 20);
    }

    [Fact]
    public void MoreThanTheMargin_IsExplained()
    {
        var before = new ProcessFootprint(10, 20, 50 << 20);

        Assert.Null(before.Explain(new ProcessFootprint(10 + ProcessFootprint.Margin.Threads, 5, 60 << 20)));
        Assert.Equal(
            $"{10 + ProcessFootprint.Margin.Threads + 1} threads after 10 (and {ProcessFootprint.Margin.Threads} allowed for)",
            before.Explain(new ProcessFootprint(10 + ProcessFootprint.Margin.Threads + 1, 20, 50 << 20)));
    }
}
