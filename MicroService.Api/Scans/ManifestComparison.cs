using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Clusters;
using MicroService.Api.Documents;
using MicroService.Api.Problems;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;
using Microsoft.Extensions.Options;
using ClusterScanOptions = MicroService.Cluster.Scanning.ScanOptions;

namespace MicroService.Api.Scans;

/// <summary>
/// Compares manifests with what runs in their namespaces. It takes a place among the scans, and its turn among them, and keeps nothing.
/// </summary>
internal sealed class ManifestComparison(
    ScanQueue queue,
    ScanTurn turn,
    ClusterAccess cluster,
    DocumentGate gate,
    AuditService audits,
    AuditMetrics metrics,
    IOptions<ScanOptions> options,
    TimeProvider time)
{
    private const int MostNamespaces = 500;
    private const int MostDifferences = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The differences, or the problem why there are none.</summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="name">What the manifests are called.</param>
    /// <param name="ns">The namespace of objects that name none; null for that of the connection.</param>
    /// <param name="body">The manifests.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public async Task<(ManifestDifferences? Differences, ProblemResult? Problem)> CompareAsync(
        string owner, string name, string? ns, DocumentBody body, CancellationToken cancellationToken)
    {
        var (place, problem) = queue.TakePlace(owner);
        using var taken = place;
        if (place is null)
        {
            return (null, problem);
        }

        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var client = await cluster.GetAsync(any.Token).ConfigureAwait(false);
            var text = body.Join();
            // What is refused need not wait for others. What was read is dropped meanwhile: whoever waits has the text alone in memory.
            if (await WorkAsync(() => Check(name, text), any.Token).ConfigureAwait(false) is { } wrong)
            {
                return (null, wrong);
            }

            using var held = await turn.TakeAsync(any.Token).ConfigureAwait(false);
            // The wait for others is none of its time.
            timeout.CancelAfter(options.Value.Timeout);
            EarlierState? written = null;
            var refusal = await WorkAsync(
                () =>
                {
                    (written, var refused) = Read(name, text, ns ?? cluster.Connection!.Namespace, any.Token);
                    return refused;
                },
                any.Token).ConfigureAwait(false);
            return refusal is null ? await CompareAsync(client, written!, any.Token).ConfigureAwait(false) : (null, refusal);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, new ProblemResult(ProblemType.TimedOut, "The cluster was not read within Scans:Timeout."));
        }
        catch (ClusterMissingException exception)
        {
            return (null, new ProblemResult(ProblemType.DependencyDown, exception.Message, retryAfter: Pause));
        }
        catch (ApiException exception)
        {
            return (null, exception.Failure.Kind == ApiFailureKind.NotFound
                ? new ProblemResult(ProblemType.NotFound, exception.Failure.Message)
                : new ProblemResult(ProblemType.DependencyDown, ScanWorker.WordsFor(exception.Failure), retryAfter: Pause));
        }
    }

    private async Task<(ManifestDifferences? Differences, ProblemResult? Problem)> CompareAsync(
        ApiClient client, EarlierState written, CancellationToken cancellationToken)
    {
        List<string> namespaces = [.. written.Parts.Where(ScanOptions.IsNamespace).Order(StringComparer.Ordinal)];
        if (namespaces.Count is 0 or > MostNamespaces)
        {
            return (null, new ProblemResult(ProblemType.InvalidDocument, namespaces.Count == 0
                ? "No object of the manifests is in a namespace, so there is nothing to read from the cluster."
                : $"The manifests have objects in {namespaces.Count} namespaces. The limit is {MostNamespaces}."));
        }

        var scan = new ClusterScan(
            client, new ClusterScanOptions { Namespaces = namespaces, SkipsMissing = true, ReadsSecrets = options.Value.ReadSecrets });
        var comparison = new ComparisonCollector(written, MostDifferences);
        await foreach (var part in scan.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            comparison.Add(part.Namespace, part.Report, Scope());
        }

        return (new ManifestDifferences(cluster.Connection!.Name, namespaces, comparison.Complete(Scope()), scan.Unread), null);

        ScanScope Scope() => new(namespaces, scan.Unread) { IsKnown = KnownKinds.Has };
    }

    private (EarlierState? Written, ProblemResult? Problem) Read(
        string name, ReadOnlyMemory<byte> text, string ns, CancellationToken cancellationToken)
    {
        var reading = metrics.Parse(name, text);
        if (reading.File is not { } file)
        {
            return (null, DocumentProblems.Describe(reading.Problems));
        }

        var (made, problem) = audits.Make([file], partial: false, cancellationToken);
        return made is null ? (null, problem) : (EarlierState.Of(name, made.Report, ns), null);
    }

    private ProblemResult? Check(string name, ReadOnlyMemory<byte> text) =>
        metrics.Parse(name, text) is { File: null } unreadable ? DocumentProblems.Describe(unreadable.Problems) : null;

    private async Task<ProblemResult?> WorkAsync(Func<ProblemResult?> work, CancellationToken cancellationToken)
    {
        using var lease = await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        return lease.IsAcquired ? work() : gate.Overloaded;
    }
}
