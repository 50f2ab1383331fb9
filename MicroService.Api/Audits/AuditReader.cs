using MicroService.Api.Caching;
using MicroService.Api.History;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace MicroService.Api.Audits;

/// <summary>
/// Reads the history, and what it last gave while it is down. The history is always asked first, so that nothing is stale without an
/// outage; what was never read before cannot be answered in one. Pages are kept in this process, single audits in the second level, too.
/// </summary>
public sealed class AuditReader(IAuditHistory history, IFusionCache cache, IOptionsMonitor<CacheOptions> options, IOptions<HistoryOptions> retention, CacheMetrics metrics, TimeProvider time)
{
    // About what a summary takes in memory.
    private const int SummarySize = 512;

    private const string FindRoute = "/v1/audits/{id:guid}";
    private const string ListRoute = "/v1/audits";

    private const string Everybody = "all";

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>The audit with this id, or null if there is none that the caller may read.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down, and the audit was not read before.</exception>
    public async Task<AuditReading<AuditEntry?>> FindAsync(AuditCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var key = KeyOf(id);
        try
        {
            var entry = await history.FindAsync(id, cancellationToken).ConfigureAwait(false);
            await KeepAsync(key, entry, cancellationToken).ConfigureAwait(false);
            return new AuditReading<AuditEntry?>(entry is not null && caller.MayRead(entry.Owner) ? entry : null, null);
        }
        catch (HistoryUnavailableException)
        {
            if (await FindKeptAsync<KeptAudit>(key, Keep(size: 1), cancellationToken).ConfigureAwait(false) is not { } kept
                || IsTooOld(kept.Summary)
                || (await DeletedAtAsync(key, Keep(size: 1), cancellationToken).ConfigureAwait(false)).HasValue)
            {
                throw;
            }

            metrics.CountStale(FindRoute);
            return new AuditReading<AuditEntry?>(
                caller.MayRead(kept.Owner) ? new AuditEntry(kept.Summary, kept.Report, kept.Owner) : null, AgeOf(kept.ReadAt));
        }
    }

    /// <summary>A page of the history, newest first.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down, and this page was not read before.</exception>
    public async Task<AuditReading<AuditPage>> ListAsync(AuditCaller caller, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        var owner = caller.ReadsAll ? null : caller.Owner;
        var whose = owner is null ? Everybody : OfOwner(owner);
        var key = $"list:{limit}:{after}:{whose}";
        try
        {
            var readAt = time.GetUtcNow();
            var page = await history.ListAsync(owner, after, limit, cancellationToken).ConfigureAwait(false);
            await cache.SetAsync(key, new KeptPage(page, readAt), InMemory(SummarySize * (1 + page.Items.Count)), token: cancellationToken).ConfigureAwait(false);
            return new AuditReading<AuditPage>(page, null);
        }
        catch (HistoryUnavailableException)
        {
            if (await FindKeptAsync<KeptPage>(key, InMemory(size: 1), cancellationToken).ConfigureAwait(false) is not { } kept
                || ((await DeletedAtAsync(whose, InMemory(size: 1), cancellationToken).ConfigureAwait(false)) is { HasValue: true, Value: var deletedAt } && deletedAt >= kept.ReadAt))
            {
                throw;
            }

            metrics.CountStale(ListRoute);
            return new AuditReading<AuditPage>(kept.Page, AgeOf(kept.ReadAt));
        }
    }

    /// <summary>The newest audits with a name, newest first.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down.</exception>
    public Task<IReadOnlyList<AuditSummary>> ListNamedAsync(AuditCaller caller, string source, int limit, CancellationToken cancellationToken) =>
        history.ListNamedAsync(caller.ReadsAll ? null : caller.Owner, source, limit, cancellationToken);

    /// <summary>Deletes an audit of the caller's own, here and in the cache; false if there is none.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down; the audit may be deleted or not.</exception>
    public async Task<bool> DeleteAsync(AuditCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var isDeleted = await history.DeleteAsync(id, caller.Owner, cancellationToken).ConfigureAwait(false);
        if (isDeleted)
        {
            // Pages read before may hold it, and who reads it now may write it back. What is deleted leaves the cache even if the caller no longer waits.
            await cache.SetAsync(DeletionOf(KeyOf(id)), time.GetUtcNow(), Lasting(Keep(size: 1)), token: CancellationToken.None).ConfigureAwait(false);
            await cache.SetAsync(DeletionOf(Everybody), time.GetUtcNow(), Lasting(InMemory(size: 1)), token: CancellationToken.None).ConfigureAwait(false);
            await cache.SetAsync(DeletionOf(OfOwner(caller.Owner)), time.GetUtcNow(), Lasting(InMemory(size: 1)), token: CancellationToken.None).ConfigureAwait(false);
            await cache.RemoveAsync(KeyOf(id), Keep(size: 1), CancellationToken.None).ConfigureAwait(false);
        }

        return isDeleted;
    }

    private static string KeyOf(Guid id) => $"read:{id:N}";

    private static string OfOwner(string owner) => $"of {owner}";

    private static string DeletionOf(string what) => $"deletion:{what}";

    private ValueTask<MaybeValue<DateTimeOffset>> DeletedAtAsync(string what, FusionCacheEntryOptions entryOptions, CancellationToken cancellationToken) =>
        cache.TryGetAsync<DateTimeOffset>(DeletionOf(what), entryOptions, cancellationToken);

    private async Task KeepAsync(string key, AuditEntry? entry, CancellationToken cancellationToken)
    {
        var known = await cache.TryGetAsync<KeptAudit>(key, InMemory(size: 1), cancellationToken).ConfigureAwait(false);
        if (entry is null)
        {
            if (known.HasValue)
            {
                await cache.RemoveAsync(key, Keep(size: 1), cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        var now = time.GetUtcNow();
        var size = SummarySize + entry.Report.Length;
        if (options.CurrentValue.MemoryBytes is > 0 and var most && size > most)
        {
            // Memory would not take it, so that each read would write it to the second level anew.
            return;
        }

        // Audits never change: the second level gets each once, and memory only learns that it is still right.
        var kept = known.HasValue ? known.Value with { ReadAt = now, Owner = entry.Owner } : new KeptAudit(entry.Summary, entry.Report.ToArray(), now, entry.Owner);
        await cache.SetAsync(key, kept, known.HasValue || size > CacheOptions.LongestShared ? InMemory(size) : Keep(size), token: cancellationToken).ConfigureAwait(false);
    }

    private async Task<T?> FindKeptAsync<T>(string key, FusionCacheEntryOptions entryOptions, CancellationToken cancellationToken)
        where T : class
    {
        var kept = await cache.TryGetAsync<T>(key, entryOptions, cancellationToken).ConfigureAwait(false);
        metrics.Count(CacheMetrics.Reads, kept.HasValue ? CacheMetrics.Stale : CacheMetrics.Miss);
        return kept.HasValue ? kept.Value : null;
    }

    // It may have been removed since, and by another replica.
    private bool IsTooOld(AuditSummary summary) =>
        retention.Value.Retention > 0 && time.GetUtcNow() - summary.CreatedAt > TimeSpan.FromDays(retention.Value.Retention);

    private TimeSpan AgeOf(DateTimeOffset readAt) => time.GetUtcNow() is var now && now > readAt ? now - readAt : TimeSpan.Zero;

    private FusionCacheEntryOptions Keep(long size) => cache.CreateEntryOptions(entry =>
    {
        entry.Duration = options.CurrentValue.StaleDuration;
        entry.DistributedCacheDuration = options.CurrentValue.StaleDuration;
        entry.Size = size;
    });

    private FusionCacheEntryOptions InMemory(long size)
    {
        var entry = Keep(size);
        entry.SkipDistributedCacheRead = true;
        entry.SkipDistributedCacheWrite = true;
        return entry;
    }

    // It has to outlast what it is about, which a request under way may write after it, and to whose time the cache adds at random.
    private FusionCacheEntryOptions Lasting(FusionCacheEntryOptions entry)
    {
        entry.Duration = options.CurrentValue.StaleDuration + LongestDelay + entry.JitterMaxDuration;
        entry.DistributedCacheDuration = entry.Duration;
        entry.Priority = CacheItemPriority.NeverRemove;
        return entry;
    }
}
