using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MicroService.Api.History;

/// <summary>Warns while there is still room on the disk of a SQLite history: once it is full, writes fail.</summary>
internal sealed class HistoryDisk(HistoryEngine engine, IOptions<HistoryOptions> options) : IHealthCheck
{
    /// <summary>The dependency's name in health and metrics.</summary>
    public const string Name = "disk";

    private const long Mebibyte = 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(engine.Location))!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return Task.FromResult(free >= options.Value.MinFreeBytes
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{free / Mebibyte} MiB free, less than History:MinFreeBytes"));
    }
}
