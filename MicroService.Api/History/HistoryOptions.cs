using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.History;

/// <summary>The section <c>History</c>; where the database is says <c>ConnectionStrings:history</c>.</summary>
public sealed record HistoryOptions : IValidatedOptions<HistoryOptions>
{
    private const long Tebibyte = 1024L * 1024 * 1024 * 1024;

    /// <inheritdoc/>
    public static string Section => "History";

    /// <summary>The SQLite file used when <c>ConnectionStrings:history</c> is not set.</summary>
    public string File { get; init; } = ".microservice/history.db";

    /// <summary>Whether the schema is brought up to date at start; when not, run <c>migrate</c> before.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>Days an audit is kept; 0 disables the limit. 0 to 3650.</summary>
    public int Retention { get; init; } = 30;

    /// <summary>Maximum number of audits kept, the newest; 0 disables the limit. 0 to 1 billion; 1 million by default.</summary>
    public long MaxRows { get; init; } = 1_000_000;

    /// <summary>Maximum size of the audits in the database in bytes, the newest are kept; 0 disables the limit. 0 to 1 TiB; 4 GiB by default.</summary>
    public long MaxBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>The free space on the disk of a SQLite history below which the service is degraded, in bytes; 0 disables the check. 0 to 1 TiB; 64 MiB by default.</summary>
    public long MinFreeBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often the history is measured, and audits beyond its limits removed. 1 s to 1 day.</summary>
    public TimeSpan PruneInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many audits one statement removes. 1 to 10,000.</summary>
    public int PruneBatch { get; init; } = 500;

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static HistoryOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new HistoryOptions();
        options.ConnectionString(HistoryRegistration.Name);
        return new HistoryOptions
        {
            File = options.Text(nameof(File), defaults.File)!,
            Migrate = options.Boolean(nameof(Migrate), defaults.Migrate),
            Retention = options.Number(nameof(Retention), defaults.Retention, 0, 3650),
            MaxRows = options.Number(nameof(MaxRows), defaults.MaxRows, 0, 1_000_000_000),
            MaxBytes = options.Number(nameof(MaxBytes), defaults.MaxBytes, 0, Tebibyte),
            MinFreeBytes = options.Number(nameof(MinFreeBytes), defaults.MinFreeBytes, 0, Tebibyte),
            PruneInterval = options.Duration(nameof(PruneInterval), defaults.PruneInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            PruneBatch = options.Number(nameof(PruneBatch), defaults.PruneBatch, 1, 10_000),
        };
    }
}
