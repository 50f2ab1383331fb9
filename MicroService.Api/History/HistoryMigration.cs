using Microsoft.Extensions.Options;

namespace MicroService.Api.History;

/// <summary>Migrates at start, as often as it takes: a database that starts later than the service is waited for.</summary>
public sealed partial class HistoryMigration(
    HistoryMigrator migrator,
    HistoryEngine engine,
    IOptions<HistoryOptions> options,
    TimeProvider time,
    ILogger<HistoryMigration> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first attempt, whatever came of it; at once where nothing is migrated. Until then, what the database answers says little.</summary>
    public Task Attempted => _attempted.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (options.Value.Migrate)
            {
                await MigrateAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start.
        }
        finally
        {
            _attempted.TrySetResult();
        }
    }

    private async Task MigrateAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                foreach (var migration in await migrator.MigrateAsync(stoppingToken).ConfigureAwait(false))
                {
                    Migrated(engine.Name, engine.Location, migration.Version, migration.Name);
                }

                return;
            }
            catch (HistoryUnavailableException exception)
            {
                Waiting(exception, engine.Name, engine.Location, pause.TotalSeconds);
                _attempted.TrySetResult();
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Migrated the {Engine} history at {Location} to version {Version}: {Migration}")]
    private partial void Migrated(string engine, string location, int version, string migration);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Engine} history at {Location} cannot be migrated yet; trying again in {Seconds} s")]
    private partial void Waiting(Exception exception, string engine, string location, double seconds);
}
