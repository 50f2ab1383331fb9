using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Cli.Clusters;
using MicroService.Cli.Input;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Discovery;
using MicroService.Cluster.DryRuns;
using MicroService.Cluster.Requests;

namespace MicroService.Cli.Auditing;

/// <summary>Asks a cluster about the manifests of an audit, with the caller's own rights.</summary>
internal static class ClusterQuestion
{
    /// <summary>The settings with what the cluster said, and notes; null settings if the cluster did not answer, and the note says why.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="input">The manifests.</param>
    /// <param name="settings">What the audit may assume.</param>
    /// <param name="asksForVersion">Whether to audit for the cluster's version of Kubernetes.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static async Task<ClusterAnswer> AskAsync(
        ClusterTarget target, InputSet input, AuditSettings settings, bool asksForVersion, CancellationToken cancellationToken)
    {
        var (connection, problem) = await target.FindAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            return new ClusterAnswer(null, [problem!], IsWhole: false);
        }

        using var client = new ApiClient(connection, ClusterTransport.Create(connection), new ApiClientOptions(), TimeProvider.System);
        try
        {
            if (asksForVersion && KubernetesVersion.TryParse(await new ApiDiscovery(client).ReadVersionAsync(cancellationToken).ConfigureAwait(false) ?? "", out var version))
            {
                settings = settings with { KubernetesVersion = version < KubernetesVersion.Oldest ? KubernetesVersion.Oldest : version };
            }

            return await AskAsync(new DryRunApply(client, connection.Namespace), input, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            return new ClusterAnswer(null, [FailureWords.Of(exception.Failure, connection)], IsWhole: false);
        }
    }

    private static async Task<ClusterAnswer> AskAsync(DryRunApply dryRun, InputSet input, AuditSettings settings, CancellationToken cancellationToken)
    {
        var objects = new List<KubernetesObject>();
        var findings = new List<Finding>();
        await foreach (var (report, _, _) in input.AuditAsync(settings, cancellationToken).ConfigureAwait(false))
        {
            objects.AddRange(report.Graph.Objects);
            findings.AddRange(report.Findings.Concat(report.Suppressed.Select(suppressed => suppressed.Finding)));
        }

        using var progress = new ProgressLine();
        var said = await dryRun.RunAsync(objects, done => progress.Show($"Asking the cluster: {done} of {objects.Count}"), cancellationToken).ConfigureAwait(false);
        return new ClusterAnswer(
            settings with { Verdicts = said.Without(findings) },
            [.. said.Unasked.Select(unasked => $"{Place(unasked.Candidate)}: {unasked.Candidate} was not judged by the cluster: {unasked.Reason}")],
            !said.Unasked.Any(unasked => unasked.IsFailure));
    }

    private static string Place(KubernetesObject candidate) => $"{candidate.File.SourceOf(candidate.Root)}:{candidate.Root.Position.Line}";
}

/// <summary>What came of asking a cluster.</summary>
/// <param name="Settings">What the audit may assume, with what the cluster said; null if it did not answer.</param>
/// <param name="Notes">What it did not judge, and why, one line each.</param>
/// <param name="IsWhole">Whether everything was judged that could be.</param>
internal sealed record ClusterAnswer(AuditSettings? Settings, IReadOnlyList<string> Notes, bool IsWhole);
