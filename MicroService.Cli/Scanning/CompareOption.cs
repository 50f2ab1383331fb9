using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cli.Input;
using MicroService.Cluster.Kinds;

namespace MicroService.Cli.Scanning;

/// <summary>The option <c>--compare</c>: an earlier scan, or manifests.</summary>
internal static class CompareOption
{
    public static Option<string?> Create() => new("--compare")
    {
        Description = "Compare with an earlier scan, a report as JSON, or with manifests, a file or folder: new, gone and changed findings, and changed fields.",
        HelpName = "path",
    };

    /// <summary>What to compare with, or the problems of the path, one line each.</summary>
    /// <param name="path">The path.</param>
    /// <param name="settings">What the audit of manifests may assume.</param>
    /// <param name="ns">The namespace of manifests that name none.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async Task<(EarlierState? Earlier, IReadOnlyList<string> Problems)> ReadAsync(
        string path, AuditSettings settings, string ns, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(path) && EarlierState.Read(path, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), KnownKinds.Has) is { } earlier)
            {
                return (earlier, []);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, [$"{path}: {exception.Message}"]);
        }

        using var input = await InputSet.ReadAsync([path], [], null, cancellationToken).ConfigureAwait(false);
        if (input.Problems.Count > 0 || input.IsUnusable)
        {
            return (null, [.. input.Problems, .. input.Notes]);
        }

        var reports = new List<AuditReport>();
        await foreach (var (report, _, _) in input.AuditAsync(settings, cancellationToken).ConfigureAwait(false))
        {
            reports.Add(report);
        }

        return (EarlierState.Of(path, AuditReport.Of(reports), ns), []);
    }
}
