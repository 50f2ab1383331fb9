using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Caching;
using MicroService.Api.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace MicroService.Tests.Api.Audits;

public sealed class AuditReaderTests
{
    private static readonly AuditCaller Owner = new("alice", ReadsAll: false);

    [Fact]
    public async Task DeletionDuringARead_IsNotUndoneByIt()
    {
        var entry = new AuditEntry(
            new AuditSummary(AuditId.Create(TimeProvider.System.GetUtcNow()), TimeProvider.System.GetUtcNow(), "cart", "hash", 100, "A", 1, new FindingCounts(0, 0, 0, 0)), "{}"u8.ToArray(), Owner.Owner);
        var history = new PausedHistory(entry);
        await using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var cache = new FusionCache(new FusionCacheOptions());
        var reader = new AuditReader(
            history, cache, new FixedOptions<CacheOptions>(new CacheOptions()), Options.Create(new HistoryOptions()), ActivatorUtilities.CreateInstance<CacheMetrics>(provider), TimeProvider.System);

        var read = reader.FindAsync(Owner, entry.Summary.Id, Cancellation);
        Assert.True(await reader.DeleteAsync(Owner, entry.Summary.Id, Cancellation));
        history.Resume();
        Assert.NotNull((await read).Value);

        await Assert.ThrowsAsync<HistoryUnavailableException>(() => reader.FindAsync(Owner, entry.Summary.Id, Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A history whose first read waits, and that is down after it.</summary>
    private sealed class PausedHistory(AuditEntry entry) : IAuditHistory
    {
        private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

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

        public Task<PrunedAudits> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task GiveBackAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<HistorySize> MeasureAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingWritesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
