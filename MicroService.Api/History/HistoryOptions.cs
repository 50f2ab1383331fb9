using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.History;

/// <summary>The section <c>History</c>; where the database is says <c>ConnectionStrings:history</c>.</summary>
public sealed record HistoryOptions : IValidatedOptions<HistoryOptions>
{
    /// <inheritdoc/>
    public static string Section => "History";

    /// <summary>The SQLite file used when <c>ConnectionStrings:history</c> is not set.</summary>
    public string File { get; init; } = ".microservice/history.db";

    /// <summary>Whether the schema is brought up to date at start; when not, run <c>migrate</c> before.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>Days an audit is kept, 0 for ever. 0 to 3650.</summary>
    public int Retention { get; init; } = 30;

    /// <summary>How often old audits are looked for. 1 s to 1 day.</summary>
    public TimeSpan PruneInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many old audits one statement removes. 1 to 10,000.</summary>
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
            PruneInterval = options.Duration(nameof(PruneInterval), defaults.PruneInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            PruneBatch = options.Number(nameof(PruneBatch), defaults.PruneBatch, 1, 10_000),
        };
    }
}
