using MicroService.Api.Scans;

namespace MicroService.Api.Pages.Clusters;

/// <summary>Scans, two of which can be compared.</summary>
/// <param name="Scans">The scans, newest first.</param>
/// <param name="More">Where older ones are; null if there are none.</param>
public sealed record ScanTableView(IReadOnlyList<ScanSummary> Scans, string? More)
{
    /// <summary>The newest scan that is done: what is compared by default.</summary>
    public ScanSummary? Later { get; } = Scans.FirstOrDefault(IsDone);

    /// <summary>The one before it of the same cluster, about the same namespaces if there is one: what it is compared with.</summary>
    public ScanSummary? Earlier { get; } = FormerOf([.. Scans.Where(IsDone)]);

    /// <summary>Whether two of them are done.</summary>
    public bool CanCompare => Earlier is not null;

    private static bool IsDone(ScanSummary scan) => scan.Status == ScanStatus.Done;

    private static ScanSummary? FormerOf(IReadOnlyList<ScanSummary> done)
    {
        var former = done.Skip(1).Where(scan => scan.Cluster == done[0].Cluster).ToList();
        return former.Find(scan => (scan.Namespaces ?? []).SequenceEqual(done[0].Namespaces ?? [])) ?? former.FirstOrDefault();
    }
}
