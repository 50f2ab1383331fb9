namespace MicroService.Api.History;

/// <summary>The section <c>History</c>; where the database is says <c>ConnectionStrings:history</c>.</summary>
public sealed class HistoryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "History";

    /// <summary>The SQLite file used when <c>ConnectionStrings:history</c> is not set.</summary>
    public string File { get; set; } = ".microservice/history.db";

    /// <summary>Whether the schema is brought up to date at start; when not, run <c>migrate</c> before.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>How long one call may take, waiting for a connection included: 100 ms to 1 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Days an audit is kept: 0 (for ever) to 3650.</summary>
    public int Retention { get; set; } = 30;

    /// <summary>How often old audits are looked for: 1 s to 1 day.</summary>
    public TimeSpan PruneInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many old audits one statement removes: 1 to 10,000.</summary>
    public int PruneBatch { get; set; } = 500;
}
