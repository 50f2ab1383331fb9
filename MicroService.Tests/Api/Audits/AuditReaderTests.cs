using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Caching;
using MicroService.Api.History;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace MicroService.Tests.Api.Audits;

public sealed class AuditReaderTests : IDisposable
{
    private static readonly AuditCaller Owner = new("alice", ReadsAll: false);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FusionCache _cache = new(new FusionCacheOptions());
    private readonly FusionCache _another = new(new FusionCacheOptions());
    private readonly PausedHistory _history = new(new AuditEntry(
        new AuditSummary(AuditId.Create(TimeProvider.System.GetUtcNow()), TimeProvider.System.GetUtcNow(), "cart", "hash", 100, "A", 1, new FindingCounts(0, 0, 0, 0)),
        "{}"u8.ToArray(),
        Owner.Owner));

    public void Dispose()
    {
        _cache.Dispose();
        _another.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task DeletionDuringARead_IsNotUndoneByIt()
    {
        var reader = Reader(_cache);

        await DeleteDuringAReadAsync(reader, deleter: reader);

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => reader.FindAsync(Owner, _history.Id, Cancellation));
    }

    [Fact]
    public async Task DeletionByAnotherReplica_IsNotUndoneByARead()
    {
        var shared = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        foreach (var cache in (FusionCache[])[_cache, _another])
        {
            cache.SetupDistributedCache(shared, new CacheSerializer(AuditCacheJson.Default.Options));
        }

        var reader = Reader(_cache);
        var deleter = Reader(_another);

        await DeleteDuringAReadAsync(reader, deleter);

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => reader.FindAsync(Owner, _history.Id, Cancellation));
        await Assert.ThrowsAsync<HistoryUnavailableException>(() => deleter.FindAsync(Owner, _history.Id, Cancellation));
    }

    private async Task DeleteDuringAReadAsync(AuditReader reader, AuditReader deleter)
    {
        var read = reader.FindAsync(Owner, _history.Id, Cancellation);
        Assert.True(await deleter.DeleteAsync(Owner, _history.Id, Cancellation));
        _history.Resume();
        Assert.NotNull((await read).Value);
    }

    private AuditReader Reader(FusionCache cache) => new(
        _history, cache, new FixedOptions<CacheOptions>(new CacheOptions()), Options.Create(new HistoryOptions()), ActivatorUtilities.CreateInstance<CacheMetrics>(_services), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A history whose first read waits, and that is down after it.</summary>
    private sealed class PausedHistory(AuditEntry entry) : IAuditHistory
    {
        private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public Guid Id => entry.Summary.Id;

        public void Resume() => _resumed.SetResult();

        public async Task<AuditEntry?> FindAsync(Guid id, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _reads) > 1)
            {
                throw new HistoryUnavailableException("It is down.", new IOException());
            }

            await _resumed.Task.WaitAsync(cancellationToken);
            return entry;
        }

        public Task<bool> DeleteAsync(Guid id, string owner, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuditPage> ListAsync(string? owner, AuditCursor? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AuditSummary>> ListNamedAsync(string? owner, string source, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PrunedAudits> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task GiveBackAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<HistorySize> MeasureAsync(bool isExact, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingWritesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
