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
        var free = new DriveInfo(Folder(engine.Location)).AvailableFreeSpace;
        return Task.FromResult(free >= options.Value.MinFreeBytes
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{free / Mebibyte} MiB free, less than History:MinFreeBytes"));
    }

    // The first write makes the folder: until then, what holds it says how much room there is.
    private static string Folder(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
