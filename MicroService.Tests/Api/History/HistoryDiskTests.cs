using MicroService.Api.History;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MicroService.Tests.Api.History;

public sealed class HistoryDiskTests
{
    [Fact]
    public async Task FolderThatTheFirstWriteMakes_IsNoProblem()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-");
        try
        {
            await using var engine = HistoryEngine.Create(null, Path.Combine(folder.FullName, "not", "made", "history.db"));
            var disk = new HistoryDisk(engine, Options.Create(new HistoryOptions { MinFreeBytes = 1 }));

            var result = await disk.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

            Assert.Equal(HealthStatus.Healthy, result.Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
