using MicroService.Advisor.Auditing;
using MicroService.Cluster.Watching;

namespace MicroService.Api.Scans;

/// <summary>What the watches of a scan leave in the history, so that another process goes on where they were.</summary>
/// <param name="Server">The address of the cluster: versions of another one mean nothing there.</param>
/// <param name="ReadsSecrets">Whether Secrets are read.</param>
/// <param name="Points">Where the watches were: all that changed before then is in the scan.</param>
/// <param name="NotWatched">The kinds that can't be watched.</param>
/// <param name="Scores">The weights of each part's score, which sum up to that of the whole; an empty name for what belongs to no namespace.</param>
/// <param name="Ruleset">The rules by which all of it was audited; null where a version before kept it.</param>
internal sealed record WatchRecord(
    string Server,
    bool ReadsSecrets,
    IReadOnlyList<WatchPoint> Points,
    IReadOnlyList<UnwatchedKind> NotWatched,
    IReadOnlyDictionary<string, Score> Scores,
    string? Ruleset = null);

/// <summary>Where a watch begins.</summary>
/// <param name="Scan">The scan that it keeps fresh.</param>
/// <param name="Base">The lists of that scan, or where a watch before was.</param>
/// <param name="Scores">The score of each part of the scan.</param>
/// <param name="Term">How often the Lease had changed hands when this replica got it.</param>
/// <param name="Ruleset">The rules by which the scan was audited.</param>
internal sealed record WatchStart(ScanRecord Scan, WatchBase Base, IReadOnlyDictionary<string, Score> Scores, long Term, string? Ruleset);
