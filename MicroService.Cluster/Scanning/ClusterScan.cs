using System.Runtime.CompilerServices;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Cluster.Discovery;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Watching;

namespace MicroService.Cluster.Scanning;

/// <summary>
/// Audits what runs in a cluster, namespace by namespace: what is read of one is dropped after its audit. Kinds that can't be read are noted,
/// and nothing in them is called missing.
/// </summary>
public sealed class ClusterScan(ApiClient client, ScanOptions options)
{
    // Few namespaces are read sooner than it is found out which kinds there are none of.
    private const int WorthProbing = 5;

    private readonly UnreadKinds _unread = new();
    private readonly SharedObjects _shared = new();
    private readonly ListReader _lists = new(client, options.Watched);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private AuditSettings _settings = options.Settings;

    /// <summary>What was not read; complete once the scan has ended.</summary>
    public IReadOnlyList<UnreadKind> Unread => _unread.ToList();

    /// <summary>Runs the scan, part by part in the order of the namespaces; what belongs to none comes last.</summary>
    /// <exception cref="ApiException">The cluster can't be reached, knows no such namespace, or nothing of it may be read.</exception>
    public async IAsyncEnumerable<ScannedPart> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new NamespaceReader(_lists, _unread, options.Requests);
        if (!options.ReadsSecrets)
        {
            _unread.Add(KnownKinds.Secrets, null, "Secrets are not read: Kubernetes can't grant their names without their values.");
        }

        var kinds = await PrepareAsync(reader, cancellationToken).ConfigureAwait(false);
        string?[] parts = options.Namespaces.Count > 0
            ? [.. options.Namespaces.Distinct(StringComparer.Ordinal).Where(ns => !_missing.Contains(ns))]
            : [.. _shared.Namespaces.Keys.Order(StringComparer.Ordinal), null];
        parts = options.Parts is { } some ? [.. parts.Where(part => some.Contains(part ?? StaleParts.Cluster))] : parts;
        var running = new Queue<Running>();
        for (var i = 0; i < parts.Length; i++)
        {
            running.Enqueue(await StartAsync(reader, kinds, parts[i], cancellationToken).ConfigureAwait(false));
            while (running.Count > 0 && (IsFull(running) || i == parts.Length - 1))
            {
                var next = running.Dequeue();
                yield return new ScannedPart(next.Namespace, await next.Audit.ConfigureAwait(false), i + 1 - running.Count, parts.Length);
            }
        }

        if (reader.Lists == 0 && parts.Length > 0)
        {
            throw new ApiException(new ApiFailure(ApiFailureKind.Forbidden, _unread.ToList()[^1].Reason));
        }
    }

    private bool IsFull(Queue<Running> running) =>
        running.Count >= options.Workers || running.Sum(part => part.Bytes) > options.BytesAhead;

    // The version, the kinds, the namespaces, and what is read once. The kinds that are left are read namespace by namespace.
    private async Task<IReadOnlyList<ServedKind>> PrepareAsync(NamespaceReader reader, CancellationToken cancellationToken)
    {
        var discovery = new ApiDiscovery(client);
        await AskForVersionAsync(discovery, cancellationToken).ConfigureAwait(false);
        IEnumerable<ResourceKind> wanted = [.. KnownKinds.All, .. options.ReadsSecrets ? [KnownKinds.Secrets] : (ResourceKind[])[], .. options.MoreKinds];
        var kinds = await discovery.ReadAsync([.. wanted.DistinctBy(kind => kind.FullName)], cancellationToken).ConfigureAwait(false);
        if (options.MoreKinds.FirstOrDefault(more => kinds.All(kind => kind.Kind.FullName != more.FullName)) is { } unknown)
        {
            throw new ApiException(new ApiFailure(ApiFailureKind.NotFound, $"The server has no kind {unknown.FullName}."));
        }

        var namespaces = kinds.FirstOrDefault(kind => kind.Kind == KnownKinds.Namespaces)
            ?? throw new ApiException(new ApiFailure(ApiFailureKind.Rejected, "The server knows no namespaces, so it is no cluster's."));
        await ReadNamespacesAsync(namespaces, cancellationToken).ConfigureAwait(false);
        var once = kinds.Where(kind => kind.Kind != KnownKinds.Namespaces && (kind.Kind.Reach != KindReach.Namespace || !kind.IsNamespaced)).ToList();
        var read = await Task.WhenAll(once.Select(kind => ReadOnceAsync(reader, kind, cancellationToken))).ConfigureAwait(false);
        var left = kinds.Where(kind => kind.IsNamespaced && kind.Kind.Reach == KindReach.Namespace).ToList();
        var isWorth = options.Namespaces.Count is 0 or > WorthProbing;
        var some = isWorth ? await Task.WhenAll(left.Select(kind => MayHaveAnyAsync(kind, cancellationToken))).ConfigureAwait(false) : null;
        return [.. left.Where((_, i) => some?[i] != false), .. once.Where((kind, i) => !read[i] && kind.IsNamespaced)];
    }

    private async Task AskForVersionAsync(ApiDiscovery discovery, CancellationToken cancellationToken)
    {
        var version = await discovery.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        if (options.AsksForVersion && KubernetesVersion.TryParse(version ?? "", out var known))
        {
            _settings = _settings with { KubernetesVersion = known < KubernetesVersion.Oldest ? KubernetesVersion.Oldest : known };
        }
    }

    private async Task ReadNamespacesAsync(ServedKind kind, CancellationToken cancellationToken)
    {
        if (options.Namespaces.Count == 0)
        {
            await foreach (var item in _lists.ReadAsync(kind, null, null, cancellationToken).ConfigureAwait(false))
            {
                _shared.Add(kind, item);
            }

            return;
        }

        foreach (var ns in options.Namespaces.Where(ns => options.Parts?.Contains(ns) != false))
        {
            try
            {
                _shared.Add(kind, await _lists.ReadOneAsync(kind, ns, cancellationToken).ConfigureAwait(false));
            }
            catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.Forbidden)
            {
                _unread.Add(kind.Kind, ns, exception.Failure.Message);
            }
            catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.NotFound)
            {
                _missing.Add(ns);
                // One at least has to be there.
                if (!options.SkipsMissing || (options.Parts is null && options.Namespaces.All(_missing.Contains)))
                {
                    throw new ApiException(new ApiFailure(ApiFailureKind.NotFound, $"The cluster has no namespace {string.Join(", ", _missing)}."), exception);
                }

                _unread.Add(kind.Kind, ns, "The cluster has no such namespace.");
            }
        }
    }

    private async Task<bool> ReadOnceAsync(NamespaceReader reader, ServedKind kind, CancellationToken cancellationToken)
    {
        var objects = await reader.ReadAsync(kind, null, null, cancellationToken).ConfigureAwait(false);
        foreach (var item in objects ?? [])
        {
            _shared.Add(kind, item);
        }

        return objects is not null;
    }

    // A caller that may not list a kind everywhere may do so in some namespaces.
    private async Task<bool> MayHaveAnyAsync(ServedKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return await _lists.HasAnyAsync(kind, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (UnreadKinds.IsOfKind(exception.Failure))
        {
            return true;
        }
    }

    private async Task<Running> StartAsync(NamespaceReader reader, IReadOnlyList<ServedKind> kinds, string? ns, CancellationToken cancellationToken)
    {
        var own = _shared.Of(ns).ToList();
        var secrets = new List<ReadObject>();
        if (ns is not null)
        {
            own.InsertRange(0, _shared.Namespaces.TryGetValue(ns, out var found) ? [found] : []);
            foreach (var item in await reader.ReadAsync(kinds, ns, cancellationToken).ConfigureAwait(false))
            {
                // Without their values Secrets can be referred to, but not audited.
                (item.Root.Text("kind") == KnownKinds.Secrets.Kind && item.Root.Text("apiVersion") == "v1" ? secrets : own).Add(item);
            }
        }

        var others = ns is null ? [] : _shared.About(ns, own).Concat(secrets).ToList();
        var silenced = _unread.RulesIn(ns);
        return new Running(ns, Task.Run(() => PartAudit.Run(own, others, silenced, _settings, cancellationToken), cancellationToken), own.Sum(item => (long)item.Bytes));
    }

    private sealed record Running(string? Namespace, Task<AuditReport> Audit, long Bytes);
}
